import { testPlayer } from './player-tests.ts'

testPlayer('chromium')
