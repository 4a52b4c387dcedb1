import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isStaff, useAccount } from '../../api/account.ts'
import { projectRecordsQuery } from '../../api/project-story.ts'
import { filesQuery, type Project, recordQuery } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Conversation } from '../messages/conversation.tsx'
import { useReadThread } from '../messages/use-read-thread.ts'
import { RaiseReport } from '../quality/raise-report.tsx'
import { RequestQuote } from '../quote-request/request-quote.tsx'
import { Status } from '../records/labels.tsx'
import { EditProject } from './edit-project.tsx'
import { Files } from './files.tsx'
import { Records } from './records.tsx'
import { stagesOf, timelineOf } from './timeline.ts'
import { Progress, TimelineView } from './timeline-view.tsx'

export function ProjectPage() {
  const { projectId } = useParams({ from: '/inside/projects/$projectId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('projects', projectId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <ProjectDetail key={data.id} project={data} />
}

const customerName = ({ customer }: Project): string | null =>
  customer === undefined
    ? null
    : customer.company === ''
      ? customer.name
      : `${customer.name}, ${customer.company}`

function ProjectDetail({ project }: { project: Project }) {
  const staff = isStaff(useAccount())
  const [requesting, setRequesting] = useState(false)
  useReadThread({ projectNo: project.project_no })
  const records = useQuery(projectRecordsQuery(project))
  const files = useQuery(filesQuery(project.id))
  return (
    <>
      <PageHeader
        title={project.name}
        lead={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {project.project_no} <Status status={project.status} />
            {staff && customerName(project)}
          </span>
        }
        actions={
          <>
            <EditProject project={project} />
            {staff ? (
              <RaiseReport projectId={project.id} />
            ) : (
              <Button kind="primary" onClick={() => setRequesting(true)}>
                Ask for a quote
              </Button>
            )}
          </>
        }
      />
      {project.description && (
        <p className="mb-6 max-w-2xl wrap-anywhere whitespace-pre-wrap text-soft">{project.description}</p>
      )}
      <Progress reached={records.data && files.data && stagesOf(files.data.data.length > 0, records.data)} />
      <div className="grid grid-cols-1 items-start gap-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid grid-cols-1 gap-8">
          {files.isPending ? (
            <Skeleton rows={8} />
          ) : (
            <>
              <Files projectId={project.id} />
              <Conversation title="Messages" place={{ projectId: project.id }} mayBeInternal={staff} />
            </>
          )}
        </div>
        <div className="grid grid-cols-1 gap-8">
          {records.isPending && <Skeleton rows={3} />}
          {records.error && <Failure error={records.error} retry={() => void records.refetch()} />}
          {records.data && (
            <>
              <Records of={records.data} />
              <TimelineView happenings={timelineOf(project, records.data)} />
            </>
          )}
        </div>
      </div>
      {requesting && <RequestQuote projectId={project.id} onClose={() => setRequesting(false)} />}
    </>
  )
}
