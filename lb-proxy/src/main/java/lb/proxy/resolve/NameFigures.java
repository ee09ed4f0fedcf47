package lb.proxy.resolve;

import java.util.Map;

/**
 * How often the name servers were asked for one name.
 *
 * @param backend that has it
 * @param name as in the file
 * @param answered how often with an answer
 * @param failed how often without, by what was the matter: {@code nx}, {@code timeout}, {@code refused}, {@code other}
 */
public record NameFigures(String backend, String name, long answered, Map<String, Long> failed) {
    public NameFigures {
        failed = Map.copyOf(failed);
    }
}
