export { QualityPage } from './list.tsx'
export { ReportPage } from './report.tsx'
