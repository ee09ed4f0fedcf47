package lb.admin.haproxy;

import java.util.List;
import java.util.Map;
import lb.admin.foreign.Draft;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/** Configuration files of HAProxy. */
public final class HaproxyFiles {
    private HaproxyFiles() {}

    /**
     * Puts what they mean into a configuration of ours.
     *
     * @param files as several {@code -f} of HAProxy: read as if they were one
     * @param environment of the process
     * @param problems gets everything that is wrong with them
     * @return names of all files that were read
     */
    public static List<String> translate(
            List<SourceText> files, Map<String, String> environment, Draft into, Problems problems) {
        Environment variables = new Environment(environment);
        variables.set(
                "HAPROXY_CFGFILES",
                String.join(";", files.stream().map(SourceText::shown).toList()));
        variables.set("HAPROXY_STARTUP_VERSION", BlockCondition.VERSION);
        SectionReader.Contents contents = SectionReader.read(files, variables, Keywords::knows, problems);
        new Translator(into, problems).translate(contents.sections());
        contents.lastComments().forEach(into::foot);
        return files.stream().map(SourceText::shown).toList();
    }
}
