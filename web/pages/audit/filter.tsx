import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import type { AuditSearch } from '../../api/audit.ts'
import { membersQuery } from '../../api/members.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

/** What is looked for goes into the address, so that it can be handed on. */
export function AuditFilterForm({ search }: { search: AuditSearch }) {
  const navigate = useNavigate()
  const people = useId()
  const { data: members } = useQuery(membersQuery)
  const [typed, setTyped] = useState(search)
  const show = (wanted: AuditSearch) =>
    navigate({
      to: paths.audit,
      search: Object.fromEntries(Object.entries(wanted).filter(([, value]) => value?.trim())),
    })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void show(typed)
  }
  const field = (name: keyof AuditSearch) => ({
    name,
    value: typed[name] ?? '',
    onChange: ({ target: { value } }: { target: { value: string } }) => setTyped({ ...typed, [name]: value }),
  })
  return (
    <form onSubmit={onSubmit} className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <TextField label="Actor" placeholder="user:12" list={people} {...field('actor')} />
      <datalist id={people}>
        {members?.data.map(({ user_id, name }) => (
          <option key={user_id} value={`user:${user_id}`}>
            {name}
          </option>
        ))}
        <option value="operator">The operator</option>
        <option value="scheduler">The scheduler</option>
      </datalist>
      <TextField label="Action" placeholder="token or token.create" {...field('action')} />
      <TextField label="From" type="date" {...field('from')} />
      <TextField label="To" type="date" {...field('to')} />
      <div className="flex gap-2">
        <Button type="submit">Filter</Button>
        <Button kind="quiet" onClick={() => void show({})}>
          Show all
        </Button>
      </div>
    </form>
  )
}
