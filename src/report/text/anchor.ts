/** Renders links to the parts of a page, so that each can be cited. */
import { escapeHtml } from "./escape.ts";

/** Renders the link of a heading, figure or table to itself; it is seen while the pointer or the focus is on it. */
export function anchorLink(id: string, name: string): string {
  return `<a class="anchor" href="#${escapeHtml(id)}" aria-label="Link to ${
    escapeHtml(name)
  }"></a>`;
}
