package lb.admin.page;

import lb.admin.page.PageActions.Step;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * The forms by which a user changes servers and virtual IPs. They need no script.
 *
 * @param uri of the page, with what is asked for of it
 * @param token that says that a form is of this page; empty where nothing can be changed
 */
record Controls(String uri, String token) {
    /** For a view of the page: a form comes back to the same one. */
    Controls at(String kept) {
        return new Controls(uri + kept, token);
    }

    /** For those who can change nothing. */
    static Controls none(String uri) {
        return new Controls(uri, "");
    }

    boolean any() {
        return !token.isEmpty();
    }

    /** Before the table of a backend's servers. */
    void beginServers(StatsRow backend, Html html) {
        if (any()) {
            begin(html);
            html.raw("<input type=\"hidden\" name=\"b\" value=\"")
                    .text(ProxyTables.text(backend, Column.PXNAME))
                    .raw("\">\n");
        }
    }

    /** The name of a server, which can be chosen where it can be changed. */
    void server(StatsRow server, Html html) {
        String name = ProxyTables.text(server, Column.SVNAME);
        if (any()) {
            html.raw("<label><input type=\"checkbox\" name=\"s\" value=\"")
                    .text(name)
                    .raw("\"> ");
            html.text(name).raw("</label>");
        } else {
            html.text(name);
        }
    }

    /** Behind the table. */
    void endServers(Html html) {
        if (!any()) {
            return;
        }
        html.raw(
                "<p class=\"controls\"><label>Chosen servers <select name=\"action\">\n<option value=\"\">—</option>\n");
        for (Step step : Step.values()) {
            html.raw("<option value=\"")
                    .text(step.word())
                    .raw("\">")
                    .text(step.sentence())
                    .raw("</option>\n");
        }
        html.raw("<option value=\"weight\">Weight: set to the number</option>\n");
        html.raw(
                "</select></label>\n<label>Weight <input type=\"number\" name=\"weight\" min=\"0\" max=\"256\"></label>\n");
        html.raw("<button>Apply</button></p>\n</form>\n");
    }

    /** The button of a virtual IP. */
    void virtualIp(String name, boolean yielded, Html html) {
        if (any()) {
            begin(html);
            html.raw("<input type=\"hidden\" name=\"vip\" value=\"").text(name).raw("\">\n<p class=\"controls\">");
            html.raw(
                    yielded
                            ? "<button name=\"action\" value=\"resume\">Take part again</button>"
                            : "<button name=\"action\" value=\"yield\">Leave to the other node</button>");
            html.raw("</p>\n</form>\n");
        }
    }

    /** Of a form that comes back to this page. */
    void begin(Html html) {
        html.raw("<form method=\"post\" action=\"")
                .text(uri)
                .raw("\">\n<input type=\"hidden\" name=\"token\" value=\"");
        html.text(token).raw("\">\n");
    }
}
