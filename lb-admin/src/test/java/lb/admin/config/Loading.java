package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.ServerSettings;

/**
 * Loads texts as files of a test's own.
 *
 * @param folder where lb.conf and what it includes are written
 */
record Loading(Path folder) {
    static final String BACKEND = "backends { b { servers { s = \"10.0.0.1:80\" } } }\n";
    static final String FRONTEND = "frontends { f { bind = \":80\", default-backend = b } }\n";

    /** What a good file becomes on a machine that is no node. */
    Configuration configuration(String text) throws IOException {
        return loaded(load(text, Machines.PLAIN)).configuration();
    }

    /** The same as that node. */
    Configuration as(String node, String text) throws IOException {
        return loaded(load(text, Machines.told(node))).configuration();
    }

    /** What is said of a broken file. */
    List<String> problems(String text) throws IOException {
        var result = load(text, Machines.PLAIN);
        assertThat(result).isInstanceOf(LoadResult.Broken.class);
        return ((LoadResult.Broken) result)
                .problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    /** The names of the servers in these lines, in order. */
    List<String> servers(String lines) throws IOException {
        return names(configuration(FRONTEND + "backends { b { servers {\n" + lines + "} } }\n"));
    }

    /** The names of the first backend's servers, in order. */
    static List<String> names(Configuration configuration) {
        return configuration.proxy().backends().getFirst().servers().stream()
                .map(ServerSettings::name)
                .toList();
    }

    static LoadResult.Loaded loaded(LoadResult result) {
        assertThat(result).as(() -> String.valueOf(result)).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }

    private LoadResult load(String text, NodeIdentity machine) throws IOException {
        return ConfigurationFile.load(
                Files.writeString(folder.resolve("lb.conf"), text), machine, Map.of(), host -> null);
    }
}
