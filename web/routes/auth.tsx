import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queryClient } from '../api/query.ts'
import { signUpOptionsQuery } from '../api/sign-up.ts'
import { root } from './root.tsx'
import { ownAddress, text } from './search.ts'

const auth = () => import('../pages/auth/links.tsx')

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { from?: string } => {
    const from = ownAddress(search.from)
    return from === undefined ? {} : { from }
  },
  component: lazyRouteComponent(() => import('../pages/auth/login.tsx'), 'LoginPage'),
})

const signup = createRoute({
  getParentRoute: () => root,
  path: '/signup',
  validateSearch: (search): { shop?: string } => {
    const shop = text(search.shop)
    return shop === undefined ? {} : { shop }
  },
  loader: () => queryClient.ensureQueryData(signUpOptionsQuery),
  component: lazyRouteComponent(() => import('../pages/auth/signup.tsx'), 'SignUpPage'),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(auth, 'ForgotPasswordPage'),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset-password/$token',
  component: lazyRouteComponent(auth, 'ResetPasswordPage'),
})
const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify/$token',
  component: lazyRouteComponent(auth, 'VerifyPage'),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: lazyRouteComponent(auth, 'InvitationPage'),
})

/** Pages for who is not signed in yet. */
export const authRoutes = [login, signup, forgot, reset, verify, invitation]
