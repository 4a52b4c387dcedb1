import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type ApiKey, keyQuery } from '../../api/keys.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, PageHeader, Panel } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { Expiry } from './expiry.tsx'
import { Gated } from './gate.tsx'
import { KeySettings } from './key-settings.tsx'
import { Prefix } from './prefix.tsx'
import { RevokeDialog } from './revoke-keys.tsx'

const route = getRouteApi('/inside/settings/integrations/api/$keyId')

export const KeyPage = () => (
  <Gated leaf="api-keys" title="API key" lead="A tenant key of the workspace.">
    <Loaded />
  </Gated>
)

function Loaded() {
  const { keyId } = route.useParams()
  const { data, error, isPending, refetch } = useQuery(keyQuery(keyId))
  if (isPending) return <Skeleton />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <KeyDetail key={data.id} apiKey={data} />
}

function KeyDetail({ apiKey }: { apiKey: ApiKey }) {
  const navigate = useNavigate()
  const [revoking, setRevoking] = useState(false)
  const { name } = apiKey
  return (
    <>
      <PageHeader
        title={name}
        lead={
          <span className="flex flex-wrap items-center gap-3">
            <Badge tone={apiKey.status === 'active' ? 'good' : 'warn'}>{apiKey.status}</Badge>
            <Prefix prefix={apiKey.prefix} of={name} />
          </span>
        }
        actions={
          <Button kind="danger" onClick={() => setRevoking(true)}>
            Revoke
          </Button>
        }
      />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[2fr_1fr]">
        <KeySettings apiKey={apiKey} />
        <Panel>
          <dl className="grid gap-3 text-sm">
            <Fact name="Made">
              <Time at={apiKey.created_at} />, by {apiKey.created_by.name}
            </Fact>
            <Fact name="Last used">
              <Time at={apiKey.last_used_at} />
            </Fact>
            <Fact name="Expires">
              <Expiry at={apiKey.expires_at} />
            </Fact>
          </dl>
        </Panel>
      </div>
      <RevokeDialog
        keys={revoking ? [apiKey] : []}
        onClose={() => setRevoking(false)}
        onRevoked={() => void navigate({ to: paths.integrationKeys })}
      />
    </>
  )
}

const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt className="text-soft">{name}</dt>
    <dd>{children}</dd>
  </div>
)
