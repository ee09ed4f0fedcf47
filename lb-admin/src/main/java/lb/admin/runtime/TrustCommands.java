package lb.admin.runtime;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.tls.DistinguishedName;

/** Whom certificates of others have to be of, as it was read from files. */
final class TrustCommands {
    private TrustCommands() {}

    static List<Command> of(SslCommands.Source source) {
        return List.of(
                Command.show(
                        "show ssl ca-file",
                        "[<cafile>[:<index>]]",
                        "display the files of authorities in use, or the details of one",
                        Level.OPERATOR,
                        arguments -> show(
                                source.get().authorities(),
                                arguments,
                                "CA",
                                "Certificate",
                                (text, one) -> CertificateLines.details(text, one))),
                Command.show(
                        "show ssl crl-file",
                        "[<crlfile>[:<index>]]",
                        "display the files of revocation lists in use, or the details of one",
                        Level.OPERATOR,
                        arguments -> show(
                                source.get().revoked(),
                                arguments,
                                "CRL",
                                "Certificate Revocation List",
                                TrustCommands::details)));
    }

    private static <T> Answer show(
            Map<Path, List<T>> files,
            List<String> arguments,
            String word,
            String title,
            BiConsumer<StringBuilder, T> details)
            throws CommandException {
        StringBuilder text = new StringBuilder();
        if (arguments.isEmpty()) {
            text.append("# filename\n");
            files.forEach((file, all) -> text.append(file)
                    .append(word.equals("CA") ? " - " + all.size() + " certificate(s)" : "")
                    .append('\n'));
            return Answer.of(text.toString());
        }
        String name = arguments.getFirst();
        int index = 0;
        int colon = name.lastIndexOf(':');
        if (colon >= 0) {
            String number = name.substring(colon + 1);
            index = number.matches("0*[1-9][0-9]{0,8}") ? Integer.parseInt(number) : -1;
            if (index < 0) {
                throw CommandException.inWordsOf("wrong " + word + " index after colons in '" + name + "'!");
            }
            name = name.substring(0, colon);
        }
        for (Map.Entry<Path, List<T>> each : files.entrySet()) {
            if (each.getKey().toString().equals(name)) {
                return Answer.of(
                        index > each.getValue().size() ? "" : one(name, each.getValue(), index, title, details));
            }
        }
        throw CommandException.inWordsOf("Can't display the " + word + " file : Not found!");
    }

    /** @param index of one of them, from 1; 0 for all */
    private static <T> String one(
            String name, List<T> all, int index, String title, BiConsumer<StringBuilder, T> details) {
        StringBuilder text = new StringBuilder();
        CertificateLines.line(text, "Filename", name);
        CertificateLines.line(text, "Status", "Used");
        for (int i = 1; i <= all.size(); i++) {
            if (index == 0 || index == i) {
                // A blank, as an empty line would end the answer.
                text.append(" \n").append(title).append(" #").append(i).append(":\n");
                details.accept(text, all.get(i - 1));
            }
        }
        return text.toString();
    }

    private static void details(StringBuilder text, X509CRL list) {
        text.append("Version ").append(list.getVersion()).append('\n');
        CertificateLines.line(text, "Signature Algorithm", algorithm(list.getSigAlgName()));
        CertificateLines.line(text, "Issuer", DistinguishedName.line(list.getIssuerX500Principal()));
        CertificateLines.line(
                text, "Last Update", CertificateLines.time(list.getThisUpdate().toInstant()));
        CertificateLines.line(
                text,
                "Next Update",
                list.getNextUpdate() == null
                        ? "NONE"
                        : CertificateLines.time(list.getNextUpdate().toInstant()));
        List<X509CRLEntry> revoked =
                list.getRevokedCertificates() == null ? List.of() : new ArrayList<>(list.getRevokedCertificates());
        if (revoked.isEmpty()) {
            text.append("No Revoked Certificates.\n");
            return;
        }
        text.append("Revoked Certificates:\n");
        revoked.stream()
                .sorted(Comparator.comparing(X509CRLEntry::getSerialNumber))
                .forEach(entry -> {
                    CertificateLines.line(text, "    Serial Number", CertificateLines.serial(entry.getSerialNumber()));
                    CertificateLines.line(
                            text,
                            "        Revocation Date",
                            CertificateLines.time(entry.getRevocationDate().toInstant()));
                });
    }

    /** {@code SHA256withRSA} as {@code sha256WithRSAEncryption}, and {@code SHA256withECDSA} as {@code ecdsa-with-SHA256}. */
    private static String algorithm(String javas) {
        if (javas.endsWith("withRSA")) {
            return javas.substring(0, javas.length() - "withRSA".length()).toLowerCase(Locale.ROOT)
                    + "WithRSAEncryption";
        }
        return javas.endsWith("withECDSA")
                ? "ecdsa-with-" + javas.substring(0, javas.length() - "withECDSA".length())
                : javas;
    }
}
