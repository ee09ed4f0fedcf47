package lb.admin.page;

import com.google.errorprone.annotations.CompileTimeConstant;

/**
 * How the sections of a node begin: those of this one are the page's, those of others stand within the node's own.
 *
 * @param within the id of the section that they stand in; empty for the page's own
 * @param node whose they are, so that no two are called the same; empty for the page's own
 */
record Heading(String within, String node) {
    static final Heading OF_PAGE = new Heading("", "");

    /** Begins a section; its id is a link's target. */
    void begin(@CompileTimeConstant final String id, @CompileTimeConstant final String words, Html html) {
        html.raw("<section aria-labelledby=\"");
        id(id, html);
        html.raw(within.isEmpty() ? "\">\n<h2 id=\"" : "\">\n<h3 id=\"");
        id(id, html);
        html.raw("\">").raw(words);
        if (within.isEmpty()) {
            html.raw("</h2>\n");
        } else {
            html.raw(" of ").text(node).raw("</h3>\n");
        }
    }

    private void id(@CompileTimeConstant final String id, Html html) {
        html.text(within).raw(within.isEmpty() ? "" : "-").raw(id);
    }
}
