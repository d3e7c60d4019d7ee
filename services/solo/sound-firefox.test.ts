import { testSound } from './sound-tests.ts'

testSound('firefox')
