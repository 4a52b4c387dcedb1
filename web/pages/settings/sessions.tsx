import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { api, type Page } from '../../api/client.ts'
import { readChanged } from '../../api/query.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Section } from '../../ui/section.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'

interface Session {
  id: string
  current: boolean
  address: string
  user_agent: string
  created_at: string
  last_seen_at: string | null
}

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => api.get<Page<Session>>('/account/sessions?limit=200'),
})

/** Browser and system of a user agent, as far as a person wants to know. */
export function describeAgent(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1]
  const system = /(Windows|Macintosh|Android|iPhone|iPad|Linux)/.exec(agent)?.[1]
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Macintosh: 'macOS' }
  const shown = [browser, system].flatMap((name) => (name === undefined ? [] : [names[name] ?? name]))
  return shown.length === 0 ? agent.slice(0, 60) || 'Unknown program' : shown.join(' on ')
}

export function SessionsPanel() {
  const { data, error, isPending } = useQuery(sessionsQuery)
  const end = useMutation({
    mutationFn: (ids: readonly string[]) =>
      Promise.all(ids.map((id) => api.delete(`/account/sessions/${id}`))),
    onSuccess: ({ length }) => toast(length === 1 ? 'Session ended' : `${length} sessions ended`),
    onSettled: () => readChanged(sessionsQuery.queryKey),
  })
  const others = data?.data.filter(({ current }) => !current).map(({ id }) => id) ?? []
  return (
    <Section title="Sessions" lead="Where you are signed in. End what you do not know.">
      {isPending && <Skeleton rows={2} />}
      {error && <Failure error={error} />}
      {end.error && <Failure error={end.error} />}
      <ul className="divide-y divide-line">
        {data?.data.map(({ id, current, address, user_agent, created_at, last_seen_at }) => (
          <li
            key={id}
            className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0"
          >
            <div>
              <p className="font-medium">
                {describeAgent(user_agent)} {current && <Badge tone="good">This browser</Badge>}
              </p>
              <p className="text-sm text-soft">
                {address} · signed in <Time at={created_at} /> · seen{' '}
                <Time at={last_seen_at} none="just now" />
              </p>
            </div>
            {!current && (
              <Button
                small
                aria-label={`End the session at ${address}`}
                busy={end.isPending}
                onClick={() => end.mutate([id])}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Button small className="mt-3" busy={end.isPending} onClick={() => end.mutate(others)}>
          End all others
        </Button>
      )}
    </Section>
  )
}
