package lb.admin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import lb.admin.cli.TopText.Line;
import lb.admin.runtime.RuntimeClient;
import lb.admin.runtime.RuntimeSocketException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lb top}. */
@Command(
        name = "top",
        description = {
            "Shows what the node does, again and again: sessions, rates, bytes, errors, times.",
            "Keys: q ends it, j and k or the arrows scroll. Where the output is no terminal, it looks for one interval and ends."
        },
        mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
    private static final String ALTERNATE_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String USUAL_SCREEN = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String PLAIN = "\u001b[0m";

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(25);

    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "From one look to the next, 100ms to 25s (default: 1s).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String interval;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        Duration pause = TimeOption.parse("--interval", interval, spec.commandLine());
        if (pause.compareTo(SHORTEST) < 0 || pause.compareTo(LONGEST) > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--interval \"" + interval + "\" (expected: a time from 100ms to 25s)");
        }
        return talk.about((client, out) -> {
            try (Terminal terminal = Terminal.open(pause)) {
                return terminal == null ? once(client, out, pause) : watch(client, out, terminal, pause);
            } catch (IOException e) {
                throw new RefusedException("the terminal cannot be read: " + e.getMessage());
            }
        });
    }

    private static int once(RuntimeClient client, PrintWriter out, Duration pause)
            throws RuntimeSocketException, RefusedException, InterruptedException {
        NodeView before = NodeView.ask(client);
        long began = System.nanoTime();
        Thread.sleep(pause);
        NodeView now = NodeView.ask(client);
        TopText.of(before, now, Duration.ofNanos(System.nanoTime() - began)).forEach(line -> out.println(line.text()));
        return 0;
    }

    private static int watch(RuntimeClient client, PrintWriter out, Terminal terminal, Duration pause)
            throws RuntimeSocketException, RefusedException, IOException, InterruptedException {
        out.print(ALTERNATE_SCREEN);
        try {
            NodeView before = NodeView.ask(client);
            long seen = System.nanoTime();
            List<Line> lines = TopText.of(before, before, Duration.ofSeconds(1));
            int first = 0;
            while (true) {
                Terminal.Size size = terminal.size();
                first = Math.clamp(first, 0, Math.max(0, lines.size() - size.rows()));
                draw(lines.subList(first, Math.min(lines.size(), first + size.rows())), size, out);
                switch (terminal.key()) {
                    case 'q', 'Q' -> {
                        return 0;
                    }
                    // The last byte of an arrow is a letter.
                    case 'j', 'B' -> first++;
                    case 'k', 'A' -> first--;
                    case -1 -> {
                        // A terminal that is gone has no keys at once.
                        Thread.sleep(
                                pause.dividedBy(2).minusNanos(Math.min(System.nanoTime() - seen, pause.toNanos() / 2)));
                        NodeView now = NodeView.ask(client);
                        long asked = System.nanoTime();
                        lines = TopText.of(before, now, Duration.ofNanos(asked - seen));
                        before = now;
                        seen = asked;
                    }
                    default -> {}
                }
            }
        } finally {
            out.print(PLAIN + USUAL_SCREEN);
            out.flush();
        }
    }

    private static void draw(List<Line> lines, Terminal.Size size, PrintWriter out) {
        StringBuilder screen = new StringBuilder(HOME);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String text = line.text();
            screen.append(i == 0 ? "" : "\r\n")
                    .append(
                            switch (line.mood()) {
                                case PLAIN -> PLAIN;
                                case HEADING -> "\u001b[1m";
                                case BAD -> "\u001b[31m";
                                case WARNING -> "\u001b[33m";
                            });
            screen.append(text, 0, Math.min(text.length(), size.columns())).append(PLAIN + CLEAR_LINE);
        }
        out.print(screen.append(CLEAR_BELOW));
        out.flush();
    }
}
