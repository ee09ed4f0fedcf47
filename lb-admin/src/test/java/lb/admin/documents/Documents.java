package lb.admin.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** README.md and all of docs, as tests read them. */
public final class Documents {
    /** The top of the project; tests run in the folder of their module. */
    public static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)[^\n]*\n(.*?)^ *```$");

    private Documents() {}

    /** A block of a document between two lines of three backticks. */
    public record Block(Path file, String language, String text) {}

    /** README.md first, then the pages of docs by their names. */
    public static List<Path> all() throws IOException {
        try (var docs = Files.walk(TOP.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(TOP.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    static String withoutBlocks(Path file) throws IOException {
        return FENCED.matcher(Files.readString(file)).replaceAll("");
    }

    public static List<Block> blocks(Path file) throws IOException {
        return FENCED.matcher(Files.readString(file))
                .results()
                .map(found -> new Block(file, found.group(1), found.group(2)))
                .toList();
    }
}
