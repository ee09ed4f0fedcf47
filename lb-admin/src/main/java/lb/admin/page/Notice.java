package lb.admin.page;

import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;

/** The small pages that say why there is nothing else, and where to go. */
final class Notice {
    private Notice() {}

    /**
     * A page of a heading and a sentence, with links to what exists.
     *
     * @param uri of the statistics
     */
    static LocalResponse page(int status, String heading, String sentence, String uri, Field... more) {
        Html body =
                new Html().raw("<main class=\"notice\">\n<h1>").text(heading).raw("</h1>\n<p>");
        body.text(sentence).raw("</p>\n<nav aria-label=\"What exists\"><ul>\n");
        link(body, uri, "Statistics");
        link(body, uri + "?refresh=5", "Statistics, loaded anew every 5 s");
        link(body, uri + ";csv", "The same figures as CSV");
        link(body, uri + ";json", "The same figures as JSON");
        link(body, "/metrics", "The same figures for Prometheus");
        body.raw("</ul></nav>\n</main>\n");
        return Document.page(status, heading, Document.Mood.NONE, "", body, more);
    }

    private static void link(Html body, String href, String words) {
        body.raw("<li><a href=\"")
                .text(href)
                .raw("\">")
                .text(words)
                .raw("</a> <code>")
                .text(href);
        body.raw("</code></li>\n");
    }

    static LocalResponse notFound(String uri, String sentence) {
        return page(404, "Not found", sentence, uri);
    }

    static LocalResponse badRequest(String uri, String sentence) {
        return page(400, "Bad request", sentence, uri);
    }

    /** @param allowed the methods that are */
    static LocalResponse methodNotAllowed(String uri, String allowed) {
        return page(
                405, "Method not allowed", "What can be done here: " + allowed + ".", uri, new Field("Allow", allowed));
    }
}
