// Prints the dashboard's JSON; `make generate` keeps it in grafana/dashboards/hop-latency.json.
import { dashboardJson } from './dashboard.ts'

process.stdout.write(dashboardJson())
