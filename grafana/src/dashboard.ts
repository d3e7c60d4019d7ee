// The rows of queries.ts as a Grafana dashboard. Pure: the same rows give the same JSON.

import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  DashboardBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { type PanelQueries, ROWS } from './queries.ts'

/** As provisioning/datasources names it. */
const DATASOURCE = { type: 'prometheus', uid: 'weir-prometheus' }
const WIDTH = 8
const HEIGHT = 8

const variable = (name: string, label: string, query: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .includeAll(true)
    .multi(true)
    .allValue('.+')

const withQueries = <Panel extends TimeseriesBuilder | StateTimelineBuilder>(
  panel: Panel,
  { title, description, queries }: PanelQueries,
): Panel => {
  panel.title(title).description(description).datasource(DATASOURCE).span(WIDTH).height(HEIGHT)
  for (const [i, { expr, legend }] of queries.entries()) {
    const query = new DataqueryBuilder().datasource(DATASOURCE).expr(expr).legendFormat(legend).range()
    panel.withTarget(query.refId(String.fromCharCode(65 + i)))
  }
  return panel
}

const legend = () =>
  new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom)
const tooltip = () => new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending)

const panelOf = (panel: PanelQueries) =>
  panel.unit === 'up'
    ? withQueries(new StateTimelineBuilder().min(0).max(1), panel)
    : withQueries(
        new TimeseriesBuilder().unit(panel.unit).min(0).lineWidth(1).legend(legend()).tooltip(tooltip()),
        panel,
      )

/** The dashboard's JSON, as it is kept in grafana/dashboards. */
export const dashboardJson = (): string => {
  const dashboard = new DashboardBuilder('Weir: where the time goes')
    .uid('weir-hop-latency')
    .tags(['weir', 'generated'])
    .refresh('1s')
    .time({ from: 'now-5m', to: 'now' })
    .timezone('browser')
    .readonly()
    .withVariable(variable('stream', 'Stream', 'label_values(weir_chunks_received_total, stream)'))
    .withVariable(variable('parent', 'Parent', 'label_values(weir_link_up, from)'))
    .withVariable(variable('child', 'Child', 'label_values(weir_link_up, to)'))
  let id = 0
  for (const row of ROWS) {
    dashboard.withRow(new RowBuilder(row.title).id(++id))
    for (const panel of row.panels) dashboard.withPanel(panelOf(panel).id(++id))
  }
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`
}
