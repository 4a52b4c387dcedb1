import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The dashboard: `web/` becomes `dist/web/`, which the server serves (src/http/site/dashboard.ts). */
export default defineConfig({
  root: 'web',
  base: '/dashboard/',
  plugins: [react(), tailwind()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsDir: 'assets',
    // For `npm run web:budget`; it stands beside the folder that is served.
    manifest: true,
    // An inlined file would be a `data:` address, which the pages' policy lets through for images only.
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
})
