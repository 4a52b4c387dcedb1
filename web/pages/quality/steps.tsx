import { type ReactNode, useState } from 'react'
import { dispositions, type NcrAction, ncrMachine } from '../../../src/domain/records/ncr.ts'
import { api } from '../../api/client.ts'
import { type Ncr, refreshRecords, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { SelectField, TextArea } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Failure, FormProblem } from '../../ui/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useForm } from '../../ui/use-form.ts'
import { dispositionLabels } from './labels.tsx'

const take = (report: Ncr, action: NcrAction, body = {}) =>
  api.post<Ncr>(`/ncrs/${report.id}/${action}`, body)

const tell = ({ status }: Ncr): void => {
  void refreshRecords()
  toast(`The report is ${status.replaceAll('_', ' ')}`)
}

/** What the shop can do with a report as it stands. */
export function ReportSteps({ report }: { report: Ncr }) {
  const steps = ncrMachine[report.status]
  return (
    <>
      {steps.start && <Start report={report} />}
      {steps.resolve && <Resolve report={report} />}
      {steps.reopen && <Reopen report={report} />}
      {steps.void && <Withdraw report={report} />}
    </>
  )
}

const Step = ({ title, children }: { title: string; children: ReactNode }) => (
  <Panel className="grid gap-3">
    <h2 className="font-semibold">{title}</h2>
    {children}
  </Panel>
)

function Start({ report }: { report: Ncr }) {
  const form = useForm(
    { disposition: dispositions[0] as string },
    (values) => take(report, 'start', values),
    tell,
  )
  return (
    <Step title="Decide what becomes of the pieces">
      <form onSubmit={form.onSubmit} className="grid max-w-md gap-4">
        <FormProblem error={form.error} />
        <SelectField
          label="Disposition"
          options={dispositions.map((one) => [one, dispositionLabels[one]] as const)}
          {...form.text('disposition')}
        />
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            Start
          </Button>
        </div>
      </form>
    </Step>
  )
}

function Resolve({ report }: { report: Ncr }) {
  const form = useForm(
    { root_cause: report.root_cause ?? '', resolution: '' },
    ({ root_cause, resolution }) =>
      take(report, 'resolve', { resolution, ...(root_cause.trim() !== '' && { root_cause }) }),
    tell,
  )
  return (
    <Step title="Say how it was settled">
      <form onSubmit={form.onSubmit} className="grid max-w-2xl gap-4">
        <FormProblem error={form.error} />
        <TextArea label="Root cause" maxLength={4000} {...form.text('root_cause')} />
        <TextArea label="Resolution" required maxLength={4000} {...form.text('resolution')} />
        <div>
          <Button type="submit" kind="primary" busy={form.busy}>
            Resolve
          </Button>
        </div>
      </form>
    </Step>
  )
}

function Reopen({ report }: { report: Ncr }) {
  const act = useAction(() => take(report, 'reopen'), tell)
  return (
    <div className="grid justify-items-start gap-3">
      {act.error && <Failure error={act.error} />}
      <Button busy={act.isPending} onClick={() => act.mutate()}>
        Reopen
      </Button>
    </div>
  )
}

function Withdraw({ report }: { report: Ncr }) {
  const [asking, setAsking] = useState(false)
  return (
    <div>
      <Button kind="danger" onClick={() => setAsking(true)}>
        Void the report
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Void ${report.ncr_no}?`}
        action="Void"
        onConfirm={async () => tell(await take(report, 'void'))}
      >
        The report stays in the list as void, and cannot be taken up again.
      </Confirm>
    </div>
  )
}
