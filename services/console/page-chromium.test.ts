import { testConsole } from './page-tests.ts'

testConsole('chromium')
