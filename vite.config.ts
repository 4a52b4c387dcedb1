import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Heavy, and loaded only where a shape or a chart is looked at. */
const draws = /node_modules\/(three|ogl|uplot)\/|\/pages\/preview\/|\/ui\/chart\//

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
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // A file per shared module would be dozens of small requests on the way to the first page.
            { name: 'start', tags: ['$initial'] },
            {
              name: 'shared',
              test: (id) => !draws.test(id),
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 20_000,
            },
          ],
        },
        // By default the name of each page that shares it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
      },
    },
  },
})
