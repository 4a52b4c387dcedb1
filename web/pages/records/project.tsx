import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isStaff, useAccount } from '../../api/account.ts'
import { type Project, recordQuery } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Conversation } from '../messages/conversation.tsx'
import { RaiseReport } from '../quality/raise-report.tsx'
import { Files } from './files.tsx'
import { Status } from './labels.tsx'
import { RequestQuote } from './request-quote.tsx'

export function ProjectPage() {
  const { projectId } = useParams({ from: '/inside/projects/$projectId' })
  const { data, error, isPending, refetch } = useQuery(recordQuery('projects', projectId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <ProjectDetail project={data} />
}

function ProjectDetail({ project }: { project: Project }) {
  const staff = isStaff(useAccount())
  const [requesting, setRequesting] = useState(false)
  return (
    <>
      <PageHeader
        title={project.name}
        lead={
          <span className="flex items-center gap-3">
            {project.project_no} <Status status={project.status} />
          </span>
        }
        actions={
          staff ? (
            <RaiseReport projectId={project.id} />
          ) : (
            <Button kind="primary" onClick={() => setRequesting(true)}>
              Ask for a quote
            </Button>
          )
        }
      />
      {project.description && (
        <p className="mb-6 max-w-2xl whitespace-pre-wrap text-soft">{project.description}</p>
      )}
      <div className="grid grid-cols-1 gap-8">
        <Files projectId={project.id} />
        <Conversation title="Messages" place={{ projectId: project.id }} mayBeInternal={staff} />
      </div>
      {requesting && <RequestQuote projectId={project.id} onClose={() => setRequesting(false)} />}
    </>
  )
}
