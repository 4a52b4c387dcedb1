const mark = new URL('../mark.svg', import.meta.url).href

/** The name of the product with its mark, which leads to the start page. */
export const BrandLink = () => (
  <a href="/" className="inline-flex items-center gap-2 font-semibold tracking-tight">
    <img src={mark} alt="" width={22} height={22} className="size-5.5" />
    Fabwire
  </a>
)
