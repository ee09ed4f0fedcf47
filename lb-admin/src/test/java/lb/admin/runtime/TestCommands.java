package lb.admin.runtime;

import java.util.List;
import java.util.function.Consumer;
import lb.admin.config.RuntimeSettings.Level;

/** Commands for tests of what is around them. */
final class TestCommands {
    private TestCommands() {}

    private static Command told(String words, Level level, Consumer<String> done) {
        return new Command(words, "[<word>]", "what " + words + " does", level, (arguments, _, _) -> {
            done.accept(words + arguments);
            if (arguments.contains("broken")) {
                throw new IllegalStateException("a mistake of ours");
            }
            if (arguments.contains("impossible")) {
                throw new CommandException("that cannot be");
            }
            return Answer.of(level == Level.ADMIN ? "" : words + " " + arguments);
        });
    }

    static Commands of(Consumer<String> done) {
        return new Commands(List.of(
                told("show this", Level.USER, done),
                told("show this long", Level.USER, done),
                told("show that", Level.OPERATOR, done),
                told("change", Level.ADMIN, done)));
    }
}
