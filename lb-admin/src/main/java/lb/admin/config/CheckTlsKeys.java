package lb.admin.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.CheckTls;
import org.jspecify.annotations.Nullable;

/** How a check speaks TLS. */
final class CheckTlsKeys {
    private static final Form.Text PROTOCOL =
            new Form.Text("protocols, such as h2 or http/1.1", Pattern.compile("[!-~]{1,255}"));

    static final Key<String> SERVER_NAME = Key.without(
            "server-name",
            new Form.Text("a host name", Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63}){0,30}")),
            "none",
            "What is asked for (SNI), and what the certificate has to be for where it is verified.",
            "check-sni",
            "sni");
    static final Key<Object> ALPN = Key.without(
            "alpn",
            new Form.Part("protocols, such as h2 or http/1.1", List.of(), false, false),
            "none",
            "Protocols that are offered, the best first.",
            "check-alpn");
    static final Key<Boolean> VERIFY =
            Key.of("verify", new Form.Flag(), true, "Whether the certificate has to be valid.", "verify");
    static final Key<String> CA_FILE = Key.without(
            "ca-file",
            new Form.Text("a file of certificates (PEM)", Pattern.compile("[^\\p{Cntrl}]{1,1024}")),
            "those that Java trusts",
            "Who may have signed it: a file of certificates (PEM), beside the configuration where its path is relative.",
            "ca-file");
    static final Table TABLE = new Table(
            "backends.<name>.check.tls",
            "How the check speaks TLS. Its answers are judged as those without.",
            List.of(SERVER_NAME, ALPN, VERIFY, CA_FILE));
    static final Key<Object> TLS = Key.without(
            "tls",
            new Form.Part("true or false, or { … }", List.of(TABLE), false, false),
            "false",
            "Whether, and how, the check speaks TLS.",
            "check-ssl");

    private CheckTlsKeys() {}

    /** What a section says of it, or what stands otherwise. */
    static @Nullable CheckTls read(Section check, @Nullable CheckTls otherwise) {
        var value = check.value(TLS);
        if (value == null) {
            return otherwise;
        }
        if (value.scalar().isPresent()) {
            var on = value.parsed(new Form.Flag());
            return on == null || !on ? null : new CheckTls(null, List.of(), true, null);
        }
        var section = check.section(TLS, TABLE);
        if (section == null) {
            return otherwise;
        }
        var alpn = new ArrayList<String>();
        var protocols = section.value(ALPN);
        if (protocols != null) {
            for (var one : protocols.elements()) {
                var protocol = one.parsed(PROTOCOL);
                if (protocol != null) {
                    alpn.add(protocol);
                }
            }
        }
        return new CheckTls(
                section.get(SERVER_NAME), alpn, section.orStandard(VERIFY), authorities(section.value(CA_FILE)));
    }

    private static @Nullable Path authorities(@Nullable Value value) {
        var text = value == null ? null : value.parsed((Form.Scalar<String>) CA_FILE.form());
        if (value == null || text == null) {
            return null;
        }
        try {
            var file = value.reading().file().resolveSibling(text);
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                value.wrong("it is not a plain file");
                return null;
            }
            try (var in = Files.newInputStream(file)) {
                if (CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .isEmpty()) {
                    value.expected(CA_FILE.form().expected());
                    return null;
                }
            }
            return file;
        } catch (CertificateException e) {
            value.expected(CA_FILE.form().expected());
        } catch (NoSuchFileException e) {
            value.wrong("there is no such file");
        } catch (AccessDeniedException e) {
            value.wrong("it may not be read by user " + System.getProperty("user.name"));
        } catch (InvalidPathException e) {
            value.expected(CA_FILE.form().expected());
        } catch (IOException e) {
            value.wrong("it cannot be read: " + e.getMessage());
        }
        return null;
    }
}
