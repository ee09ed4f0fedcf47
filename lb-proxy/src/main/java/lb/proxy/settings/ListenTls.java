package lb.proxy.settings;

import java.time.Duration;
import java.util.List;

/**
 * TLS with clients.
 *
 * @param certificates one or more; the first is for clients that ask for no name, or for one that none is for
 * @param strictNames whether those clients are refused instead
 * @param protocols of the application, the best first, in the names of ALPN (RFC 7301); empty for no choice
 * @param algorithms what is spoken
 * @param clients whether clients show certificates
 * @param tickets how sessions are resumed
 * @param handshake how long a client may take for it; zero for as long as for a request
 * @param ocspUpdate whether what authorities say of the certificates is fetched from them, and stapled
 */
public record ListenTls(
        List<CertificateFile> certificates,
        boolean strictNames,
        List<String> protocols,
        TlsAlgorithms algorithms,
        ClientCertificates clients,
        SessionTickets tickets,
        Duration handshake,
        boolean ocspUpdate) {
    public ListenTls {
        certificates = List.copyOf(certificates);
        protocols = List.copyOf(protocols);
    }

    /** With what files say of certificates. */
    public ListenTls(
            List<CertificateFile> certificates,
            boolean strictNames,
            List<String> protocols,
            TlsAlgorithms algorithms,
            ClientCertificates clients,
            SessionTickets tickets,
            Duration handshake) {
        this(certificates, strictNames, protocols, algorithms, clients, tickets, handshake, false);
    }

    /** The same with these protocols, the best first. */
    public ListenTls offering(List<String> others) {
        return new ListenTls(certificates, strictNames, others, algorithms, clients, tickets, handshake, ocspUpdate);
    }

    /** With lb's choices. */
    public ListenTls(List<CertificateFile> certificates) {
        this(
                certificates,
                false,
                List.of("h2", "http/1.1"),
                TlsAlgorithms.STANDARD,
                ClientCertificates.NONE,
                SessionTickets.STANDARD,
                Duration.ZERO);
    }
}
