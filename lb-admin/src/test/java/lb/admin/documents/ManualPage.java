package lb.admin.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A page for {@code man}, in the macros of man(7). */
public final class ManualPage {
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private final StringBuilder text = new StringBuilder();

    public ManualPage(String name, int section) {
        text.append(".\\\" Made of what the code knows: a test says when it is out of date.\n");
        text.append(".TH \"%s\" %d \"\" \"lb\" \"lb\"\n.nh\n.ad l\n".formatted(name, section));
    }

    public ManualPage section(String heading) {
        text.append(".SH \"%s\"\n".formatted(escaped(heading)));
        return this;
    }

    public ManualPage part(String heading) {
        text.append(".SS \"%s\"\n".formatted(escaped(heading)));
        return this;
    }

    /** A paragraph; what stands between backticks becomes bold. */
    public ManualPage paragraph(String words) {
        text.append(".PP\n").append(line(words));
        return this;
    }

    /** A word, and indented below it what it means. */
    public ManualPage item(String word, String means) {
        text.append(".TP\n\\fB%s\\fR\n".formatted(escaped(word))).append(line(means));
        return this;
    }

    /** Lines that stay as they are. */
    public ManualPage example(String lines) {
        text.append(".PP\n.RS 4\n.nf\n");
        lines.lines().forEach(one -> text.append(line(one)));
        text.append(".fi\n.RE\n");
        return this;
    }

    /** Fails where the page in docs/man is another, and leaves a fresh one in target. */
    public void isTheOneIn(String file) throws IOException {
        var page = Documents.TOP.resolve("docs/man").resolve(file);
        var fresh = Files.writeString(Path.of("target", file), text);
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as("docs/man/%s is out of date: copy %s over it", file, fresh.toAbsolutePath())
                .isEqualTo(text.toString());
    }

    private static String line(String words) {
        var line = CODE.matcher(escaped(words)).replaceAll("\\\\fB$1\\\\fR");
        return (line.startsWith(".") || line.startsWith("'") ? "\\&" : "") + line + "\n";
    }

    private static String escaped(String words) {
        return words.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    }
}
