package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the guides have people type is typed, on the machines that they speak of. */
class GuidesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofSeconds(2);

    /** What differs from run to run: numbers, with their units and signs. */
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d.,:]*");

    @TempDir
    private Path folder;

    private static String key(Guide.Block block) {
        return block.page() + ": " + block.text().lines().findFirst().orElse("");
    }

    @Test
    void everyBlockSaysWhatItIsAndEveryExceptionIsOfABlock() throws Exception {
        var unknown = new ArrayList<String>();
        var exceptions = new HashSet<>(GuideTables.NOT_RUN.keySet());
        exceptions.addAll(GuideTables.ENDLESS);
        exceptions.addAll(GuideTables.BEFORE.keySet());
        for (var guide : Guide.all()) {
            for (var block : guide.blocks()) {
                exceptions.remove(key(block));
                if (!GuideTables.COMMANDS.contains(block.language())
                        && !GuideTables.NO_COMMANDS.contains(block.language())) {
                    unknown.add(block + ": \"" + block.language() + "\" (expected: one of " + GuideTables.COMMANDS
                            + " or " + GuideTables.NO_COMMANDS + ")");
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(exceptions).as("exceptions of blocks that are not there").isEmpty();
    }

    @Test
    void aShellUnderstandsEveryBlockAlsoThoseThatAreNotRun() throws Exception {
        var script = folder.resolve("block.sh");
        for (var guide : Guide.all()) {
            for (var block : guide.blocks()) {
                if (GuideTables.COMMANDS.contains(block.language())) {
                    for (var step : guide.steps(block)) {
                        Lb.write(script, step.commands());
                        assertThat(Packages.run(folder, "bash", "-n", script.toString()))
                                .as(block.toString())
                                .isEqualTo(new Packages.Said(0, ""));
                    }
                }
            }
        }
    }

    @Test
    void anAnswerIsLikeTheOneOfThePageWhereItsWordsAreThere() {
        assertThat(missing("web1  UP for 3 d … done\n", "web1 UP   for 17 d and so on, done\nmore"))
                .isEmpty();
        assertThat(missing("reloaded in 41 ms\n", "refused\n")).containsExactly("reloaded in 41 ms");
    }

    @Test
    @Tag("network")
    void everyBlockDoesWhatThePageSays() throws Exception {
        Needs.programs("nginx", "curl", "socat", "openssl", "unshare");
        var wrong = new ArrayList<String>();
        var typed = 0;
        try (var stage = new GuideStage()) {
            for (var guide : Guide.all()) {
                if (guide.blocks().stream().noneMatch(block -> GuideTables.COMMANDS.contains(block.language()))) {
                    continue;
                }
                stage.begin(guide);
                for (var block : guide.blocks()) {
                    if (!GuideTables.COMMANDS.contains(block.language())) {
                        if (block.language().equals("hocon") && block.text().startsWith("nodes {")) {
                            stage.lbConf(block);
                        }
                        continue;
                    }
                    var why = GuideTables.NOT_RUN.get(key(block));
                    if (why != null) {
                        System.out.println("Not run: " + block + ": " + why);
                        continue;
                    }
                    var endless = GuideTables.ENDLESS.contains(key(block));
                    var before = GuideTables.BEFORE.get(key(block));
                    if (before != null) {
                        assertThat(stage.type(guide.name(), before, PATIENCE).status())
                                .isZero();
                    }
                    for (var step : guide.steps(block)) {
                        typed++;
                        var done = stage.type(guide.name(), step.commands(), endless ? GLANCE : PATIENCE);
                        var lacking = block.language().equals("console")
                                ? unlike(step.answer(), done.output())
                                : missing(step.answer(), done.output());
                        if (done.status() != (endless ? -1 : 0) || !lacking.isEmpty()) {
                            wrong.add("%s: status %d, missing %s%n%s%n%s"
                                    .formatted(block, done.status(), lacking, step.commands(), done.output()));
                        }
                    }
                }
                stage.settle(guide);
            }
            assertThat(wrong).as(stage::nodes).isEmpty();
        }
        assertThat(typed).isGreaterThan(25);
        GuideTables.STAND_INS.forEach(
                (name, standIn) -> System.out.println("In place of " + name + ": " + standIn.why()));
    }

    /** The lines of the page of which a part between two {@code …} is not in the answer. */
    private static List<String> missing(String expected, String answer) {
        var plain = plain(answer);
        return expected.lines()
                .filter(line -> List.of(line.split("…")).stream().anyMatch(part -> !plain.contains(plain(part))))
                .toList();
    }

    /** The lines of the page whose first word begins no line of the answer: the rest is of that node and moment. */
    private static List<String> unlike(String expected, String answer) {
        var begins = answer.lines().map(GuidesIT::firstWord).toList();
        return expected.lines()
                .filter(line -> !line.isBlank())
                .filter(line -> !begins.contains(firstWord(line)))
                .toList();
    }

    private static String firstWord(String line) {
        return line.strip().split("\\s+")[0];
    }

    private static String plain(String text) {
        return NUMBER.matcher(text).replaceAll("#").replaceAll("\\s+", " ").strip();
    }
}
