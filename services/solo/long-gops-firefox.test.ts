import { testLongGops } from './long-gops.ts'

testLongGops('firefox')
