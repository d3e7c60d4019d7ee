// Where the browser begins: the page says which of the two it is.
import { startHome } from './page/home.ts'
import { startWatch } from './page/watch.ts'

document.getElementById('unstarted')?.remove()
if (document.body.dataset.page === 'watch') startWatch()
else startHome()
