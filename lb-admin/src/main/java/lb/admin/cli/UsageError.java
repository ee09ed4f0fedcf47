package lb.admin.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.problem.Words;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What is wrong with a command line, in the words of the configuration's messages. */
final class UsageError {
    private UsageError() {}

    static String of(ParameterException error) {
        return switch (error) {
            case CommandLine.UnmatchedArgumentException unmatched -> unknown(unmatched);
            case CommandLine.MissingParameterException missing -> missing(missing);
            case CommandLine.ParameterException wrong
            when wrong.getArgSpec() != null && wrong.getValue() != null ->
                name(wrong.getArgSpec()) + " \"" + wrong.getValue() + "\" (expected: " + kind(wrong.getArgSpec()) + ")";
            default -> String.valueOf(error.getMessage());
        };
    }

    private static String unknown(CommandLine.UnmatchedArgumentException error) {
        String word = error.getUnmatched().getFirst();
        CommandLine command = error.getCommandLine();
        List<String> commands = List.copyOf(command.getSubcommands().keySet());
        List<String> words = Stream.concat(commands.stream(), command.getCommandSpec().optionsMap().keySet().stream())
                .toList();
        String hint = Words.nearest(word, words)
                .map(near -> " (did you mean \"" + near + "\"?)")
                .orElseGet(() -> commands.isEmpty() ? "" : " (expected: " + String.join(", ", commands) + ")");
        return "unknown command or option \"" + word + "\"" + hint;
    }

    private static String missing(CommandLine.MissingParameterException error) {
        List<ArgSpec> missing = error.getMissing();
        if (missing.size() == 1 && missing.getFirst() instanceof OptionSpec option && !option.required()) {
            return "option " + option.longestName() + " needs a value: " + option.paramLabel();
        }
        return missing.stream().map(UsageError::name).collect(Collectors.joining(" or ")) + " is missing";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String kind(ArgSpec argument) {
        return argument.type() == int.class ? "a whole number" : argument.paramLabel();
    }
}
