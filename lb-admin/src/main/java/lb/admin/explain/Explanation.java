package lb.admin.explain;

import java.util.ArrayList;
import java.util.List;
import lb.admin.config.Configuration;

/** What a configuration does on this node: who listens where, what goes where, who has which address when. Reads certificates, and nothing else. */
public final class Explanation {
    private Explanation() {}

    /** Lines of text; empty ones stand between paragraphs. */
    public static List<String> of(Configuration configuration) {
        List<Paragraph> paragraphs = new ArrayList<>();
        configuration.proxy().frontends().forEach(frontend -> paragraphs.add(FrontendText.of(frontend)));
        configuration.proxy().backends().forEach(backend -> paragraphs.add(BackendText.of(backend)));
        configuration.virtualRouters().forEach(router -> paragraphs.add(VirtualIpText.of(router, configuration)));
        paragraphs.addAll(StaticText.of(configuration.fixed()));
        paragraphs.addAll(SurfaceText.of(configuration));
        List<String> lines = new ArrayList<>();
        lines.add(
                configuration.node().isEmpty()
                        ? "This node stands alone: the files name no others."
                        : "As node " + InWords.quoted(configuration.node()) + ":");
        for (Paragraph paragraph : paragraphs) {
            lines.add("");
            lines.addAll(paragraph.lines());
        }
        return lines;
    }
}
