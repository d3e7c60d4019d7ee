// Where the browser begins.
import { startPage } from './page.ts'

void startPage()
