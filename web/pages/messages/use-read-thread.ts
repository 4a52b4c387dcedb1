import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { isStaff, useAccount } from '../../api/account.ts'
import { readThread, type ThreadName, unreadMessagesQuery } from '../../api/threads.ts'

/** While a member of the shop has a thread before them, what the inbox tells of it counts as read. */
export function useReadThread(name: ThreadName): void {
  const staff = isStaff(useAccount())
  const { data } = useQuery({ ...unreadMessagesQuery, enabled: staff })
  const key = 'projectNo' in name ? name.projectNo : name.customerId
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the name, which is a new object each time
  useEffect(() => {
    // What could not be marked is marked with the next reading.
    if (data !== undefined && document.visibilityState === 'visible')
      readThread(data.data, name).catch(() => {})
  }, [data, key])
}
