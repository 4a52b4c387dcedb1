import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { type ChartColour, readColours } from './colours.ts'
import { type ChartData, stacked } from './series.ts'

const heightPx = 200
const font = '12px "Inter Variable", system-ui, sans-serif'

const hour = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric' })

/** The hour, and the day where one begins. */
const showTick = (seconds: number): string => {
  const at = new Date(seconds * 1_000)
  return at.getHours() === 0 ? day.format(at) : hour.format(at)
}

const optionsOf = (
  data: ChartData,
  widthPx: number,
  colours: Readonly<Record<ChartColour, string>>,
  onHover: (index: number | null) => void,
): UPlot.Options => {
  const [first = 0, second = first] = data.times
  const bucketSeconds = (second - first) / 1_000
  const axis = {
    stroke: colours.soft,
    font,
    ticks: { show: false },
    grid: { stroke: colours.line, width: 1 },
  }
  const bars = UPlot.paths.bars?.({ size: [0.7, 40], align: 1 })
  const layers = data.series.map(({ label, colour }) => ({
    label,
    stroke: colours[colour],
    points: { show: data.kind === 'lines', size: 4, fill: colours[colour] },
    ...(data.kind === 'bars'
      ? { fill: colours[colour], width: 0, ...(bars && { paths: bars }) }
      : { width: 2 }),
  }))
  return {
    width: widthPx,
    height: heightPx,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: data.kind === 'lines' } },
    scales: {
      // The last bucket has its width too.
      x: { range: (_, first, last) => [first, last + bucketSeconds] },
      y: { range: (_, __, largest) => [0, data.top ?? Math.max(1, largest * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        grid: { show: false },
        space: 70,
        incrs: [1, 2, 3, 6, 12, 24, 48].map((hours) => hours * 3_600),
        values: (_, splits) => splits.map(showTick),
      },
      { ...axis, size: 62, space: 40, values: (_, splits) => splits.map((value) => data.show(value)) },
    ],
    // The highest sum first, so that each layer below is drawn over it.
    series: [{}, ...(data.kind === 'bars' ? layers.toReversed() : layers)],
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
  }
}

/** Draws into an element, as wide as it is. Returns how to take it away. */
export function drawChart(
  place: HTMLElement,
  data: ChartData,
  onHover: (index: number | null) => void,
): () => void {
  const times = data.times.map((ms) => ms / 1_000)
  const values =
    data.kind === 'bars' ? stacked(data.series).toReversed() : data.series.map((one) => [...one.values])
  const plot = new UPlot(
    optionsOf(data, place.clientWidth, readColours(place), onHover),
    [times, ...values] as UPlot.AlignedData,
    place,
  )
  const resized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: heightPx }))
  resized.observe(place)
  return () => {
    resized.disconnect()
    plot.destroy()
  }
}
