package lb.ha.cloud.provider;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import lb.ha.cloud.CloudException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of an XML document without a document type. */
record Xml(Element element) {
    private static final String DEEPEST = "jdk.xml.maxElementDepth";

    /** @param from whose answer it is */
    static Xml parse(String from, String text) throws CloudException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setAttribute(DEEPEST, "50");
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The standard handler prints to standard error.
            builder.setErrorHandler(new DefaultHandler());
            return new Xml(
                    builder.parse(new InputSource(new StringReader(text))).getDocumentElement());
        } catch (SAXException | IOException e) {
            // A proxy's page in between, mostly: it may go away.
            throw CloudException.passing(from + " has answered something that is no XML");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The elements of a name right within this one. */
    List<Xml> children(String name) {
        List<Xml> children = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element found && found.getTagName().equals(name)) {
                children.add(new Xml(found));
            }
        }
        return children;
    }

    /** Those at the end of a path of names. */
    List<Xml> all(String... path) {
        List<Xml> found = List.of(this);
        for (String name : path) {
            found = found.stream()
                    .flatMap(above -> above.children(name).stream())
                    .toList();
        }
        return found;
    }

    /** The text of the first at the end of a path; empty where there is none. */
    String text(String... path) {
        List<Xml> found = all(path);
        return found.isEmpty() ? "" : found.getFirst().element.getTextContent().strip();
    }

    String name() {
        return element.getTagName();
    }
}
