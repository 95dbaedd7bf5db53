import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.xml.transform.ErrorListener;
import javax.xml.transform.Source;
import javax.xml.transform.TransformerException;
import javax.xml.transform.URIResolver;
import javax.xml.transform.stream.StreamSource;
import net.sf.saxon.s9api.Axis;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.QName;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.Serializer;
import net.sf.saxon.s9api.XdmAtomicValue;
import net.sf.saxon.s9api.XdmDestination;
import net.sf.saxon.s9api.XdmItem;
import net.sf.saxon.s9api.XdmNode;
import net.sf.saxon.s9api.XdmNodeKind;
import net.sf.saxon.s9api.XdmSequenceIterator;
import net.sf.saxon.s9api.XsltCompiler;
import net.sf.saxon.s9api.XsltExecutable;
import net.sf.saxon.s9api.XsltTransformer;

/**
 * The reference Schematron processor: the ISO skeleton of the official bundle, executed by Saxon-HE.
 *
 * <pre>
 * Reference compile SKELETON_FOLDER INSTRUMENT_XSL             stdin: SCH \t STRICT_XSL \t TOLERANT_XSL
 * Reference run SCHEMAS_FILE SUPPLEMENT_FOLDER|- THREADS       stdin: ID \t DOCUMENT \t KEY,KEY...
 * </pre>
 *
 * SCHEMAS_FILE has lines KEY \t SCH \t STRICT_XSL \t TOLERANT_XSL. The answer is one JSON object per line.
 */
public final class Reference {
    private static final String SVRL = "http://purl.oclc.org/dsdl/svrl";
    private static final String OWN = "urn:pps:conformance";
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private final Processor processor = new Processor(false);
    private final Map<String, Source> vocabularies = new ConcurrentHashMap<>();
    private final Map<String, String[]> schemas = new LinkedHashMap<>();
    private final Map<String, XsltExecutable> compiled = new HashMap<>();
    private final Path supplement;

    private Reference(Path supplement) {
        this.supplement = supplement;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("compile")) {
            new Reference(null).compile(Paths.get(args[1]), new File(args[2]));
        } else if (args.length == 4 && args[0].equals("run")) {
            new Reference(args[2].equals("-") ? null : Paths.get(args[2])).run(Paths.get(args[1]),
                                                                             Integer.parseInt(args[3]));
        } else {
            System.err.println("usage: Reference compile|run ...");
            System.exit(2);
        }
    }

    /** Errors travel in exceptions; Saxon's own printing of them is only noise. */
    private static final class Quiet implements ErrorListener {
        String first = null;
        String absent = null;

        private void keep(TransformerException problem) {
            if (first == null) {
                first = String.valueOf(problem.getMessage());
            }
        }

        @Override public void warning(TransformerException problem) {}
        @Override public void error(TransformerException problem) { keep(problem); }
        @Override public void fatalError(TransformerException problem) { keep(problem); }
    }

    private void compile(Path skeleton, File instrument) throws Exception {
        List<XsltExecutable> stages = new ArrayList<>();
        for (String name : new String[] {"iso_dsdl_include.xsl", "iso_abstract_expand.xsl", "iso_svrl_for_xslt2.xsl"}) {
            stages.add(compiler().compile(new StreamSource(skeleton.resolve(name).toFile())));
        }
        XsltExecutable instrumented = compiler().compile(new StreamSource(instrument));
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            String[] job = line.split("\t");
            StringBuilder answer = new StringBuilder("{\"schema\":");
            quote(answer, job[0]);
            try {
                XdmNode document = processor.newDocumentBuilder().build(new File(job[0]));
                for (XsltExecutable stage : stages) {
                    document = apply(stage, document, null);
                }
                save(apply(instrumented, document, "no"), Paths.get(job[1]));
                save(apply(instrumented, document, "yes"), Paths.get(job[2]));
            } catch (SaxonApiException problem) {
                answer.append(",\"error\":");
                quote(answer, problem.getMessage());
            }
            OUT.println(answer.append('}'));
            OUT.flush();
        }
    }

    private XsltCompiler compiler() {
        XsltCompiler compiler = processor.newXsltCompiler();
        compiler.setErrorListener(new Quiet());
        return compiler;
    }

    /** One stage of the chain. The official chain goes through files, hence the serialised form and parsing again. */
    private XdmNode apply(XsltExecutable stage, XdmNode document, String tolerant) throws SaxonApiException {
        XsltTransformer transformer = stage.load();
        transformer.setErrorListener(new Quiet());
        transformer.setMessageListener((content, terminate, locator) -> {});
        transformer.setInitialContextNode(document);
        if (tolerant != null) {
            transformer.setParameter(new QName("tolerant"), new XdmAtomicValue(tolerant));
        }
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        transformer.setDestination(processor.newSerializer(bytes));
        transformer.transform();
        StreamSource text = new StreamSource(new java.io.ByteArrayInputStream(bytes.toByteArray()));
        text.setSystemId(document.getBaseURI() == null ? "" : document.getBaseURI().toString());
        return processor.newDocumentBuilder().build(text);
    }

    private void save(XdmNode document, Path target) throws Exception {
        Path partial = Files.createTempFile(target.getParent(), "partial", ".xsl");
        Serializer serializer = processor.newSerializer(partial.toFile());
        serializer.serializeNode(document);
        serializer.close();
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void run(Path list, int threads) throws Exception {
        for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
            String[] fields = line.split("\t");
            schemas.put(fields[0], fields);
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> new Thread(null, task, "judge", 64L << 20));
        Semaphore waiting = new Semaphore(4 * threads);
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            String[] job = line.split("\t");
            waiting.acquire();
            pool.execute(() -> {
                try {
                    judge(job[0], job[1], job[2].split(","));
                } finally {
                    waiting.release();
                }
            });
        }
        pool.shutdown();
        pool.awaitTermination(7, TimeUnit.DAYS);
    }

    private void judge(String id, String path, String[] keys) {
        XdmNode document = null;
        String unreadable = null;
        try {
            document = processor.newDocumentBuilder().build(new File(path));
        } catch (SaxonApiException problem) {
            unreadable = problem.getMessage();
        }
        for (String key : keys) {
            StringBuilder answer = new StringBuilder("{\"id\":");
            quote(answer, id);
            answer.append(",\"schema\":");
            quote(answer, key);
            try {
                if (document == null) {
                    answer.append(",\"error\":");
                    quote(answer, unreadable);
                } else {
                    verdict(answer, key, document);
                }
            } catch (SaxonApiException | RuntimeException | StackOverflowError | OutOfMemoryError problem) {
                answer.append(",\"error\":");
                quote(answer, problem.getClass().getSimpleName() + ": " + problem.getMessage());
            }
            synchronized (OUT) {
                OUT.println(answer.append('}'));
                OUT.flush();
            }
        }
    }

    /** The strict run is the official one. Where it stops, the tolerant one gives what can be judged. */
    private void verdict(StringBuilder answer, String key, XdmNode document) throws SaxonApiException {
        long start = System.nanoTime();
        XdmNode report;
        Quiet errors = new Quiet();
        String stopped = null;
        try {
            report = validate(validator(key, false), document, errors);
        } catch (SaxonApiException problem) {
            stopped = errors.first != null ? errors.first : String.valueOf(problem.getMessage());
            if (errors.absent != null) {
                stopped += " (" + errors.absent + ")";
            }
            report = validate(validator(key, true), document, new Quiet());
        }
        answer.append(",\"elapsed_ms\":").append((System.nanoTime() - start) / 100_000 / 10.0);
        if (stopped != null) {
            answer.append(",\"stopped\":");
            quote(answer, stopped);
        }
        StringBuilder results = new StringBuilder();
        StringBuilder notJudged = new StringBuilder();
        int fired = 0;
        XdmSequenceIterator<?> nodes = report.axisIterator(Axis.DESCENDANT);
        while (nodes.hasNext()) {
            XdmItem item = nodes.next();
            XdmNode node = (XdmNode) item;
            if (node.getNodeKind() != XdmNodeKind.ELEMENT) {
                continue;
            }
            String name = node.getNodeName().getLocalName();
            if (name.equals("fired-rule")) {
                fired++;
            } else if (name.equals("failed-assert") || name.equals("successful-report")) {
                result(results, node, name.equals("failed-assert") ? "assert" : "report");
            } else if (name.equals("not-judged")) {
                notJudged.append(notJudged.length() == 0 ? "" : ",").append('{');
                field(notJudged, "location", node.getAttributeValue(new QName("location")), true);
                field(notJudged, "test", node.getAttributeValue(new QName(OWN, "test")), false);
                field(notJudged, "error", node.getStringValue(), false);
                notJudged.append('}');
            }
        }
        answer.append(",\"fired\":").append(fired);
        answer.append(",\"results\":[").append(results).append("],\"not_judged\":[").append(notJudged).append(']');
    }

    private static void result(StringBuilder into, XdmNode node, String kind) {
        into.append(into.length() == 0 ? "" : ",").append('{');
        field(into, "kind", kind, true);
        String text = "";
        XdmSequenceIterator<?> children = node.axisIterator(Axis.CHILD, new QName(SVRL, "text"));
        if (children.hasNext()) {
            XdmItem item = children.next();
            text = item.getStringValue();
        }
        field(into, "text", text, false);
        field(into, "location", node.getAttributeValue(new QName("location")), false);
        field(into, "id", node.getAttributeValue(new QName("id")), false);
        field(into, "role", node.getAttributeValue(new QName("role")), false);
        field(into, "flag", node.getAttributeValue(new QName("flag")), false);
        field(into, "test", node.getAttributeValue(new QName(OWN, "test")), false);
        into.append('}');
    }

    private XdmNode validate(XsltExecutable validator, XdmNode document, Quiet errors) throws SaxonApiException {
        XsltTransformer transformer = validator.load();
        transformer.setErrorListener(errors);
        transformer.setMessageListener((content, terminate, locator) -> {});
        transformer.setURIResolver((href, base) -> {
            try {
                return vocabulary(href, base);
            } catch (TransformerException problem) {
                errors.absent = problem.getMessage();
                throw problem;
            }
        });
        transformer.setInitialContextNode(document);
        XdmDestination report = new XdmDestination();
        transformer.setDestination(report);
        transformer.transform();
        return report.getXdmNode();
    }

    /** Validators are loaded once; their base address is that of the schema, whose folder document() refers to. */
    private synchronized XsltExecutable validator(String key, boolean tolerant) throws SaxonApiException {
        String name = key + (tolerant ? " tolerant" : "");
        XsltExecutable validator = compiled.get(name);
        if (validator == null) {
            String[] fields = schemas.get(key);
            StreamSource source = new StreamSource(new File(fields[tolerant ? 3 : 2]));
            source.setSystemId(new File(fields[1].replaceAll("\\.sch$", ".xsl")).toURI().toString());
            try (InputStream bytes = Files.newInputStream(Paths.get(fields[tolerant ? 3 : 2]))) {
                source.setInputStream(bytes);
                validator = compiler().compile(source);
            } catch (java.io.IOException problem) {
                throw new SaxonApiException(problem);
            }
            compiled.put(name, validator);
        }
        return validator;
    }

    /** Value sets are read once for all runs. One that the bundle lacks is looked for in the supplement by name. */
    private Source vocabulary(String href, String base) throws TransformerException {
        URI address = href.isEmpty() ? URI.create(base) : URI.create(base).resolve(href.replace(" ", "%20"));
        Source known = vocabularies.get(address.toString());
        if (known != null) {
            return known;
        }
        Path path;
        try {
            path = Paths.get(address);
        } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException problem) {
            throw new TransformerException("not a file: " + href);
        }
        if (!Files.isRegularFile(path) && supplement != null && path.getFileName() != null) {
            path = supplement.resolve(path.getFileName().toString());
        }
        if (!Files.isRegularFile(path)) {
            throw new TransformerException("no such file: " + href);
        }
        try {
            Source read = processor.newDocumentBuilder().build(path.toFile()).asSource();
            vocabularies.put(address.toString(), read);
            return read;
        } catch (SaxonApiException problem) {
            throw new TransformerException(problem.getMessage());
        }
    }

    private static void field(StringBuilder into, String name, String value, boolean first) {
        if (value != null) {
            into.append(first ? "\"" : ",\"").append(name).append("\":");
            quote(into, value);
        }
    }

    private static void quote(StringBuilder into, String value) {
        into.append('"');
        String text = String.valueOf(value);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                into.append('\\').append(c);
            } else if (c < 0x20) {
                into.append(String.format("\\u%04x", (int) c));
            } else {
                into.append(c);
            }
        }
        into.append('"');
    }
}
