import { testLongGops } from './long-gop-tests.ts'

testLongGops('chromium')
