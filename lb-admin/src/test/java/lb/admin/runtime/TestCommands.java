package lb.admin.runtime;

import java.util.List;
import java.util.function.Consumer;
import lb.admin.config.RuntimeSettings.Level;

/** Commands for tests of what is around them. */
final class TestCommands {
    private TestCommands() {}

    private record Told(String words, Level level, Consumer<String> done) implements Command {
        @Override
        public String parameters() {
            return "[<word>]";
        }

        @Override
        public String means() {
            return "what " + words + " does";
        }

        @Override
        public String answer(List<String> arguments, Caller caller) throws CommandException {
            done.accept(words + arguments);
            if (arguments.contains("broken")) {
                throw new IllegalStateException("a mistake of ours");
            }
            if (arguments.contains("impossible")) {
                throw new CommandException("that cannot be");
            }
            return level == Level.ADMIN ? "" : words + " " + arguments;
        }
    }

    static Commands of(Level level, Consumer<String> done) {
        return new Commands(
                List.of(
                        new Told("show this", Level.USER, done),
                        new Told("show this long", Level.USER, done),
                        new Told("show that", Level.OPERATOR, done),
                        new Told("change", Level.ADMIN, done)),
                level);
    }
}
