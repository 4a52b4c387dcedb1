import { useQuery } from '@tanstack/react-query'
import { type Customer, customersQuery } from '../../api/customers.ts'
import { SelectField } from '../../ui/field.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'

const label = ({ name, company, email }: Customer): string =>
  `${name}${company === '' ? '' : `, ${company}`} (${email})`

interface ChooseCustomerProps {
  chosen: number | undefined
  onChoose(customerId: number | undefined): void
}

/** Whose things to show; for managers and above, who may list the customers. */
export function ChooseCustomer({ chosen, onChoose }: ChooseCustomerProps) {
  const { data, error, isPending, refetch } = useQuery(customersQuery)
  if (isPending)
    return (
      <div className="min-h-16">
        <Skeleton rows={1} />
      </div>
    )
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (data.length === 0)
    return <FirstRun title="No customers yet">Once a customer has joined, they can be chosen here.</FirstRun>
  return (
    <div className="min-h-16 max-w-xl">
      <SelectField
        label="Customer"
        options={[
          ['', 'Choose a customer'],
          ...data.map((one) => [String(one.user_id), label(one)] as const),
        ]}
        value={chosen === undefined ? '' : String(chosen)}
        onChange={({ target: { value } }) => onChoose(value === '' ? undefined : Number(value))}
      />
    </div>
  )
}
