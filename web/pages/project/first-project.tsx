import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { api } from '../../api/client.ts'
import { partNameOf } from '../../api/project-files.ts'
import { type Project, refreshRecords } from '../../api/records.ts'
import { type UploadWatch, uploadFile } from '../../api/upload.ts'
import { DropPlace } from '../../ui/drop-place.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useUploads } from '../../ui/use-uploads.ts'
import { quietLink } from '../auth/frame.tsx'

const steps = [
  ['Drop a part', 'Its size and volume are measured, and you can turn it around.'],
  ['Ask for a quote', 'Say process, material and quantities.'],
  ['Order', 'Accept a price and follow your parts until they arrive.'],
] as const

/** A new customer's first step: a dropped part begins a project of its name. */
export function FirstProject() {
  const { workspace } = useAccount()
  return (
    <Panel className="grid grid-cols-1 gap-6 p-4 sm:p-8">
      <div>
        <h2 className="text-xl font-semibold">No projects yet: begin with a part</h2>
        <p className="mt-1 text-soft">{`Drop it right here. It stays between you and ${workspace.name}.`}</p>
      </div>
      <FirstDrop />
      <ol className="grid grid-cols-1 gap-4 sm:grid-cols-3">
        {steps.map(([title, text], index) => (
          <li key={title} className="flex gap-3">
            <span
              aria-hidden
              className="grid size-7 shrink-0 place-content-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
            >
              {index + 1}
            </span>
            <div>
              <p className="font-medium">{title}</p>
              <p className="text-sm text-soft">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function FirstDrop() {
  const navigate = useNavigate()
  const begun = useRef<Promise<Project>>(undefined)
  const [project, setProject] = useState<Project>()

  /** The first file names the project; further ones dropped with it belong to it. One that failed is tried anew. */
  const projectFor = (file: File): Promise<Project> => {
    begun.current ??= api
      .post<Project>('/projects', { name: partNameOf(file.name) })
      .catch((error: unknown) => {
        begun.current = undefined
        throw error
      })
    return begun.current
  }
  const send = async (file: File, watch: UploadWatch) => {
    const made = await projectFor(file)
    setProject(made)
    await uploadFile(`/projects/${made.id}/files`, file, {}, watch)
  }
  const uploads = useUploads(send, (all) => {
    if (!all.every(({ state }) => state === 'done')) return
    void refreshRecords()
    void begun.current?.then(({ id }) => navigate({ to: '/projects/$projectId', params: { projectId: id } }))
  })
  return (
    <div className="grid grid-cols-1 gap-3">
      <DropPlace
        uploads={uploads}
        primary
        action="Choose a part"
        hint="STEP, STL, IGES, 3MF, OBJ or DXF; drawings and photos may come along."
      />
      {project && (
        <p className="text-sm">
          <Link to="/projects/$projectId" params={{ projectId: project.id }} className={quietLink}>
            {`Open the project ${project.name}`}
          </Link>
        </p>
      )}
    </div>
  )
}
