package lb.admin.explain;

import java.util.ArrayList;
import java.util.List;
import lb.admin.problem.PlainText;

/** A first sentence, and below it others and lists, which are set in. */
final class Paragraph {
    private static final String INDENT = "  ";

    private final List<String> lines = new ArrayList<>();

    Paragraph(String first) {
        lines.add(first);
    }

    void add(String sentence) {
        if (!sentence.isEmpty()) {
            lines.add(INDENT + sentence);
        }
    }

    /** A sentence and what stands below it. */
    void list(List<String> sentenceAndItems) {
        add(sentenceAndItems.getFirst());
        for (String item : sentenceAndItems.subList(1, sentenceAndItems.size())) {
            lines.add(INDENT + INDENT + "- " + item);
        }
    }

    /** Whatever a file holds is one line here. */
    List<String> lines() {
        return lines.stream().map(PlainText::of).toList();
    }
}
