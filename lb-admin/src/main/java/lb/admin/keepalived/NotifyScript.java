package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.problem.Place;
import lb.admin.problem.SourceText;

/** A shell script as text: its variables put in place, line by line. Nothing of it is ever run. */
final class NotifyScript {
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?([A-Za-z_]\\w*)=(?:'([^']*)'|\"([^\"]*)\"|([^\\s;]*))\\s*;?");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)\\}|([A-Za-z_]\\w*))");
    private static final Pattern OPTION = Pattern.compile("--([a-z-]+)(?:=|\\s+)((?!--)\\S+)");
    private static final int LONGEST_LINE = 10_000;

    /**
     * A command of the script.
     *
     * @param text with the variables in place
     */
    record Command(Place place, String text) {
        /** The value of an option, such as {@code --region}. */
        Optional<String> option(String name) {
            Matcher options = OPTION.matcher(text);
            while (options.find()) {
                if (options.group(1).equals(name)) {
                    return Optional.of(options.group(2).replaceAll("[\"']", ""));
                }
            }
            return Optional.empty();
        }
    }

    private final String name;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, Place> assigned = new HashMap<>();
    private final List<Command> commands = new ArrayList<>();

    private NotifyScript(String name) {
        this.name = name;
    }

    static NotifyScript of(SourceText file) {
        NotifyScript script = new NotifyScript(file.shown());
        int number = 0;
        StringBuilder open = new StringBuilder();
        for (String line : file.text().lines().toList()) {
            number++;
            String text = line.strip();
            if (text.startsWith("#") || open.length() + text.length() > LONGEST_LINE) {
                continue;
            }
            boolean goesOn = text.endsWith("\\");
            open.append(goesOn ? text.substring(0, text.length() - 1) + " " : text);
            if (!goesOn) {
                script.line(open.toString(), new Place(file.shown(), number));
                open.setLength(0);
            }
        }
        return script;
    }

    private void line(String text, Place place) {
        Matcher assignment = ASSIGNMENT.matcher(text);
        if (!assignment.matches()) {
            commands.add(new Command(place, expanded(text)));
            return;
        }
        String value = Optional.ofNullable(assignment.group(2))
                .or(() -> Optional.ofNullable(assignment.group(3)).map(this::expanded))
                .orElseGet(() -> expanded(assignment.group(4)));
        // What only running it would tell is not known.
        if (!value.contains("$(") && !value.contains("`")) {
            variables.put(assignment.group(1), value);
            assigned.put(assignment.group(1), place);
        }
    }

    private String expanded(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String named = match.group(1) == null ? match.group(2) : match.group(1);
            return Matcher.quoteReplacement(variables.getOrDefault(named, match.group()));
        });
    }

    String name() {
        return name;
    }

    /** Those in which something is found. */
    List<Command> with(Pattern pattern) {
        return commands.stream()
                .filter(command -> pattern.matcher(command.text()).find())
                .toList();
    }

    /** The value of the first of some variables that there is. */
    Optional<String> variable(List<String> names) {
        return names.stream().filter(variables::containsKey).map(variables::get).findFirst();
    }

    /** The line that gave a variable this value, or the one where it is used. */
    Place placeOf(String value, Command used) {
        return variables.entrySet().stream()
                .filter(one -> one.getValue().equals(value))
                .flatMap(one -> Optional.ofNullable(assigned.get(one.getKey())).stream())
                .findFirst()
                .orElse(used.place());
    }
}
