import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { atLeast, parseRole } from '../../../src/domain/access/roles.ts'
import { useAccount } from '../../api/account.ts'
import { type AuditLine, type AuditSearch, auditCsvUrl, auditQuery } from '../../api/audit.ts'
import { Button, ButtonAnchor } from '../../ui/button.tsx'
import { Notice, PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { Changes } from './changes.tsx'
import { AuditFilterForm } from './filter.tsx'

const lead = 'Who changed what, from where and when.'

export function AuditPage() {
  const { workspace } = useAccount()
  const search = useSearch({ from: '/inside/settings/audit' })
  if (atLeast(parseRole(workspace.role), 'admin')) return <AuditLog search={search} />
  return (
    <>
      <PageHeader title="Audit log" lead={lead} />
      <Notice title="For administrators">
        Administrators and owners of the workspace read the audit log. Who they are stands in Settings →
        Users.
      </Notice>
    </>
  )
}

function AuditLog({ search }: { search: AuditSearch }) {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(auditQuery(search))
  const lines = data?.pages.flatMap((page) => page.data) ?? []
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <>
      <PageHeader
        title="Audit log"
        lead={lead}
        actions={
          <ButtonAnchor href={auditCsvUrl(search)} download>
            <Download aria-hidden className="size-4 text-soft" />
            Download as CSV
          </ButtonAnchor>
        }
      />
      <AuditFilterForm key={JSON.stringify(search)} search={search} />
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data &&
        lines.length === 0 &&
        (isFiltered ? (
          <p className="py-8 text-center text-soft">Nothing fits this filter.</p>
        ) : (
          <FirstRun title="Nothing was changed yet">
            Every change to tokens, keys, webhooks, people and plans is written down here.
          </FirstRun>
        ))}
      {lines.length > 0 && <Lines lines={lines} />}
      {hasNextPage && (
        <Button small className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older lines
        </Button>
      )}
    </>
  )
}

const Lines = ({ lines }: { lines: readonly AuditLine[] }) => (
  <Table label="Lines of the audit log" head={['When', 'Who', 'Action', 'Subject', 'Before → after']}>
    {lines.map((line) => (
      <tr key={line.id}>
        <Cell className="whitespace-nowrap">
          <Time at={line.created_at} />
        </Cell>
        <Cell>
          {line.actor.name}
          {line.actor.address !== null && <p className="text-xs text-soft">{line.actor.address}</p>}
        </Cell>
        <Cell>
          <code className="font-mono text-xs">{line.action}</code>
        </Cell>
        <Cell className="min-w-44 break-all">
          <code className="font-mono text-xs">{line.subject}</code>
        </Cell>
        <Cell>
          <Changes before={line.before} after={line.after} />
        </Cell>
      </tr>
    ))}
  </Table>
)
