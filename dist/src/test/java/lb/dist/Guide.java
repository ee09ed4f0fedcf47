package lb.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page for people, as far as its blocks between two lines of three backticks go. */
record Guide(String name, List<Block> blocks) {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)[^\n]*\n(.*?)^ *```$");

    /** What is typed, and what comes of it; the second is empty where the page does not say. */
    record Step(String commands, String answer) {}

    /**
     * @param page as {@link Guide#name()}
     * @param language what stands behind the first three backticks: {@code sh} is typed, {@code text} behind it comes of
     *     it, {@code console} is both
     */
    record Block(String page, int line, String language, String text) {
        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    /** README.md, and the pages of docs but for those about how lb is made. */
    static List<Guide> all() throws IOException {
        try (var docs = Files.list(TOP.resolve("docs"))) {
            var guides = new ArrayList<Guide>();
            for (var file : Stream.concat(
                            Stream.of(TOP.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList()) {
                guides.add(of(TOP.relativize(file).toString(), Files.readString(file)));
            }
            return guides;
        }
    }

    static Guide of(String name, String text) {
        var blocks = FENCED.matcher(text)
                .results()
                .map(found -> new Block(
                        name,
                        (int) text.substring(0, found.start()).lines().count() + 1,
                        found.group(1),
                        found.group(2)))
                .toList();
        return new Guide(name, blocks);
    }

    /** Whether one of its commands has these words. */
    boolean types(String words) {
        return blocks.stream()
                .filter(block -> GuideTables.COMMANDS.contains(block.language()))
                .anyMatch(block -> block.text().contains(words));
    }

    /** What is typed in a block: all of {@code sh} at once, each command of {@code console} with its answer. */
    List<Step> steps(Block block) {
        if (block.language().equals("sh")) {
            var next = blocks.indexOf(block) + 1;
            var answer = next < blocks.size() && blocks.get(next).language().equals("text")
                    ? blocks.get(next).text()
                    : "";
            return List.of(new Step(block.text(), answer));
        }
        var steps = new ArrayList<Step>();
        for (var part : block.text().split("(?m)^\\$ ")) {
            if (!part.isBlank()) {
                var end = part.indexOf('\n');
                steps.add(new Step(part.substring(0, end + 1), part.substring(end + 1)));
            }
        }
        return steps;
    }
}
