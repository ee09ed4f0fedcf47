package lb.admin.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.load.ConfigurationFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of files of nginx, and what is said of the rest of them. */
class NginxFilesTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/lb/admin/nginx");

    @TempDir
    Path folder;

    @Test
    void anExampleBecomesTheseLines() throws IOException {
        var conversion = ConfigurationFiles.convert(List.of(EXAMPLES.resolve("proxy.conf")), NodeIdentity.of(null));
        assertThat(conversion.result()).as(conversion.result()::toString).isInstanceOf(LoadResult.Loaded.class);
        assertThat(conversion.hocon()).isEqualTo(Files.readString(EXAMPLES.resolve("proxy.hocon")));
    }

    private List<String> problems(String text) throws IOException {
        var file = Files.writeString(folder.resolve("nginx.conf"), text);
        var result =
                ConfigurationFiles.convert(List.of(file), NodeIdentity.of(null)).result();
        return result instanceof LoadResult.Broken broken
                ? broken.problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/nginx.conf", "nginx.conf"))
                        .toList()
                : List.of();
    }

    private static final String AROUND = """
            http {
              server {
                listen 80;
                location / { proxy_pass http://10.0.0.1:80; }
                %s
              }
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gzip on; | nginx.conf:5: \"gzip on\" is not converted",
                "root \"/var/www\"; | nginx.conf:5: \"root /var/www\" is not converted",
                "location /a { proxy_pass http://10.0.0.2/b; } | nginx.conf:5: \"proxy_pass http://10.0.0.2/b\": another path than the client's is not converted",
                "location /a { proxy_pass https://10.0.0.2; } | nginx.conf:5: \"proxy_pass https://10.0.0.2\" is not converted (expected: http:// and an upstream or a server)",
                "location /a { proxy_set_header X-Real-IP $remote_addr; proxy_pass http://10.0.0.1:80; } | nginx.conf:5: \"proxy_set_header X-Real-IP $remote_addr\" is not converted",
                "listen 443 ssl; | nginx.conf:5: \"listen 443 ssl\" is not converted: ssl is not",
            })
    void whatIsNotConvertedIsNamed(String line, String said) throws IOException {
        assertThat(problems(AROUND.formatted(line))).contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http { server { listen 80; | the file ends within a block (expected: })",
                "http { server { listen 80; } } } | } closes nothing",
                "http { server { listen 80 } } | \"listen\" has no end (expected: ; or {)",
                "http { server { listen 80; server_name \"x; } } | a quote is not closed",
            })
    void anErrorOfSyntaxIsToldWithItsLine(String text, String said) throws IOException {
        assertThat(problems("stream { server { listen 1; proxy_pass 10.0.0.1:1; } }\n" + text))
                .anyMatch(problem -> problem.endsWith(said));
    }

    @Test
    void oneOfNginxIsNotRun() throws IOException {
        var file = Files.writeString(folder.resolve("nginx.conf"), AROUND.formatted(""));
        var result = ConfigurationFiles.load(List.of(file), NodeIdentity.of(null));
        assertThat(result).isInstanceOf(LoadResult.Broken.class);
        assertThat(((LoadResult.Broken) result).problems().getFirst().message())
                .startsWith("is a configuration of nginx, which lb does not run (lb convert");
    }
}
