package lb.admin.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.admin.tls.CertificateText;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ClientCertificates;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.TlsFilesException;
import lb.proxy.tls.TlsLibrary;

/** TLS: what is spoken with clients, with which certificates, and with servers. Reads the certificates. */
final class EncryptionText {
    private static final int MOST_CERTIFICATES = 10;

    private EncryptionText() {}

    static void clients(List<BindSettings> binds, Paragraph text) {
        Map<ListenTls, List<String>> spoken = new LinkedHashMap<>();
        for (BindSettings bind : binds) {
            ListenTls tls = bind.tls();
            if (tls != null) {
                spoken.computeIfAbsent(tls, _ -> new ArrayList<>()).add(InWords.listening(bind.address()));
            }
        }
        spoken.forEach((tls, where) -> {
            boolean everywhere = where.size() == binds.size();
            text.list(clients(tls, everywhere ? "" : " at " + InWords.joined(where)));
        });
    }

    private static List<String> clients(ListenTls tls, String where) {
        List<String> lines = new ArrayList<>();
        lines.add("Clients speak " + versions(tls.algorithms()) + where
                + (tls.protocols().isEmpty() ? "" : ", and " + InWords.joined(tls.protocols(), "or") + " within (ALPN)")
                + ":");
        try {
            ListenContext context = ListenContext.load(tls, TlsLibrary.best());
            certificates(context.certificates(), lines);
            context.close();
        } catch (TlsFilesException e) {
            lines.add("certificates of "
                    + tls.certificates().stream()
                            .map(CertificateFile::file)
                            .map(Object::toString)
                            .collect(Collectors.joining(", "))
                    + ", which cannot be read now: " + e.problems().getFirst());
        }
        lines.add(
                tls.strictNames()
                        ? "who asks for none of these names is refused"
                        : "who asks for none of these names gets the first");
        ClientCertificates shown = tls.clients();
        String by = "a certificate signed by one of those in " + shown.authorities()
                + (shown.revoked() == null ? "" : " and not revoked in " + shown.revoked());
        switch (shown.demand()) {
            case NONE -> {}
            case OPTIONAL -> lines.add("they may show " + by);
            case REQUIRED -> lines.add("they have to show " + by);
        }
        return lines;
    }

    private static void certificates(List<CertificateFacts> certificates, List<String> lines) {
        certificates.stream()
                .limit(MOST_CERTIFICATES)
                .map(one -> CertificateText.names(one) + " until " + one.notAfter() + " (" + one.keyType() + ", "
                        + one.file() + ")")
                .forEach(lines::add);
        if (certificates.size() > MOST_CERTIFICATES) {
            lines.add("and " + InWords.counted(certificates.size() - MOST_CERTIFICATES, "more certificate"));
        }
    }

    private static String versions(TlsAlgorithms algorithms) {
        String oldest = algorithms.oldest().text();
        String newest = algorithms.newest().text();
        return oldest.equals(newest) ? newest : oldest + " to " + newest;
    }

    /** How a server is spoken to, as a part of a sentence. */
    static String server(ConnectTls tls) {
        CertificateFile shown = tls.certificate();
        String ours = shown == null ? "" : ", shown the certificate in " + shown.file();
        if (!tls.verify()) {
            return "in TLS, whose certificate is not verified" + ours;
        }
        return "in TLS, with a certificate for " + name(tls) + " signed by one "
                + (tls.authorities() == null ? "that Java trusts" : "of those in " + tls.authorities())
                + (tls.revoked() == null ? "" : " and not revoked in " + tls.revoked()) + ours;
    }

    private static String name(ConnectTls tls) {
        Template asked = tls.serverName();
        String expected = tls.expectedName();
        if (asked != null && !asked.isFixed()) {
            return "the name that it is asked for, which is made of the request,";
        }
        return expected != null ? expected : asked == null ? "any name" : asked.fixedText();
    }
}
