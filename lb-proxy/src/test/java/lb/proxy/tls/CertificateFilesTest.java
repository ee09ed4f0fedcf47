package lb.proxy.tls;

import static lb.proxy.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.CertificateFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateFilesTest {
    @TempDir
    Path folder;

    private final List<TlsProblem> problems = new ArrayList<>();

    @Test
    void aFolderIsAllOfItsFilesInOrderButThoseThatGoAlongWithOthers() throws IOException {
        for (String name : List.of("b.pem", "a.crt", "c", "a.crt.key", "c.ocsp", "c.issuer", "b.pem.sctl", ".hidden")) {
            write(folder.resolve(name), "x");
        }
        Files.createDirectory(folder.resolve("deeper"));

        assertThat(CertificateFiles.expand(folder, problems))
                .extracting(CertificateFile::file)
                .containsExactly(folder.resolve("a.crt"), folder.resolve("b.pem"), folder.resolve("c"));
        assertThat(problems).isEmpty();
    }

    @Test
    void aFolderWithoutCertificatesIsTold() {
        write(folder.resolve("a.key"), "x");
        assertThat(CertificateFiles.expand(folder, problems)).isEmpty();
        assertThat(problems)
                .extracting(TlsProblem::toString)
                .containsExactly(folder + ": is a folder without certificates");
    }

    @Test
    void aNameThatIsNoFileMayBeABundle() {
        write(folder.resolve("site.rsa"), "x");
        write(folder.resolve("site.ecdsa"), "x");

        assertThat(CertificateFiles.expand(folder.resolve("site"), problems))
                .extracting(CertificateFile::file)
                .containsExactly(folder.resolve("site.ecdsa"), folder.resolve("site.rsa"));
        // Whoever reads it tells that it is not there.
        assertThat(CertificateFiles.expand(folder.resolve("none"), problems))
                .containsExactly(new CertificateFile(folder.resolve("none")));
        assertThat(problems).isEmpty();
    }

    @Test
    void aListHasFilesWithNames() {
        Path list = write(folder.resolve("list"), """
                # sites
                /etc/a.pem

                  b.pem\t*.example.com !www.example.com
                c.pem [] c.example.com
                """);

        assertThat(CertificateFiles.list(list, folder, problems))
                .containsExactly(
                        new CertificateFile(Path.of("/etc/a.pem")),
                        new CertificateFile(
                                folder.resolve("b.pem"), null, null, List.of("*.example.com", "!www.example.com")),
                        new CertificateFile(folder.resolve("c.pem"), null, null, List.of("c.example.com")));
        assertThat(CertificateFiles.list(list, null, problems)).hasSize(3);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "# nothing | : has no certificate (expected a file in each line)",
                "a.pem [alpn h2 | :1: [ without its ]",
                "a.pem [alpn h2] | :1: the option alpn of a single certificate is not supported (set it for the bind)",
                "a.pem [h2 verify none] | :1: the option verify of a single certificate is not supported (set it for the bind)",
                "a.pem [cipers X] | :1: unknown option \"cipers\" (did you mean \"ciphers\"?)",
                "[alpn h2] a.pem | :1: the option alpn of a single certificate is not supported (set it for the bind)",
                "[] a.pem | :1: expected the file of a certificate first",
                "a.pem no:name | :1: \"no:name\" is no host name (expected such as www.example.com, *.example.com or !www.example.com)"
            })
    void badListsAreToldWithTheirLine(String text, String expected) {
        Path list = write(folder.resolve("list"), text);
        assertThat(CertificateFiles.list(list, null, problems)).isEmpty();
        assertThat(problems.getFirst().toString()).isEqualTo(list + expected);
    }
}
