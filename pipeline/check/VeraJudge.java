import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judges PDFs with veraPDF against every flavour that each of them claims.
 *
 * <p>Prints one line a fact, its fields parted by tabs: {@code claim FILE FLAVOUR},
 * {@code failure FILE FLAVOUR CLAUSE TEST COUNT CONTEXT WORDS}, {@code unreadable FILE WORDS}.
 */
public class VeraJudge {
  /** The profiles in the jar, by flavour: 2a and ua1 are what the house claims, the rest it may. */
  private static final Map<PDFAFlavour, String> NAMES = new EnumMap<>(PDFAFlavour.class);

  static {
    for (String name : List.of("1A", "1B", "2A", "2B", "2U", "3A", "3B", "3U", "4", "4E", "4F")) {
      NAMES.put(PDFAFlavour.byFlavourId(name.toLowerCase()), "PDFA-" + name);
    }
    NAMES.put(PDFAFlavour.byFlavourId("ua1"), "PDFUA-1");
    NAMES.put(PDFAFlavour.byFlavourId("ua2"), "PDFUA-2-ISO32005");
  }

  private static final Map<PDFAFlavour, ValidationProfile> PROFILES =
      new EnumMap<>(PDFAFlavour.class);

  public static void main(String[] files) {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      try {
        judge(file);
      } catch (Exception | StackOverflowError fault) {
        say("unreadable", file, String.valueOf(fault));
      }
    }
    System.out.println("done");
  }

  private static void judge(String file) throws Exception {
    Collection<PDFAFlavour> claims;
    try (PDFAParser parser = parser(file, PDFAFlavour.NO_FLAVOUR)) {
      claims = new ArrayList<>(parser.getFlavours());
    }
    claims.remove(PDFAFlavour.NO_FLAVOUR);
    for (PDFAFlavour flavour : claims) {
      say("claim", file, flavour.getId());
      // veraPDF's model depends on the flavour: each needs a reading of its own.
      try (PDFAParser parser = parser(file, flavour);
          PDFAValidator validator =
              ValidatorFactory.createValidator(profile(flavour), 100_000, false, true, false)) {
        for (ValidationResult result : validator.validateAll(parser)) {
          tell(file, result);
        }
      }
    }
  }

  private static PDFAParser parser(String file, PDFAFlavour flavour) throws Exception {
    return Foundries.defaultInstance().createParser(new File(file), flavour);
  }

  /** Tells each broken rule once, with the first place where it is broken. */
  private static void tell(String file, ValidationResult result) {
    Set<Object> told = new LinkedHashSet<>();
    for (TestAssertion test : result.getTestAssertions()) {
      if (test.getStatus() == TestAssertion.Status.FAILED && told.add(test.getRuleId())) {
        Integer count = result.getFailedChecks().get(test.getRuleId());
        say(
            "failure",
            file,
            result.getPDFAFlavour().getId(),
            test.getRuleId().getClause(),
            String.valueOf(test.getRuleId().getTestNumber()),
            String.valueOf(count == null ? 1 : count),
            test.getLocation().getContext(),
            test.getMessage());
      }
    }
  }

  private static void say(String... fields) {
    List<String> clean = new ArrayList<>();
    for (String field : fields) {
      clean.add(String.valueOf(field).replaceAll("\\s+", " "));
    }
    System.out.println(String.join("\t", clean));
  }

  /** Reads a profile with the JDK's own parser: the jar's JAXB does not work. */
  private static ValidationProfile profile(PDFAFlavour flavour) throws Exception {
    ValidationProfile known = PROFILES.get(flavour);
    if (known != null) {
      return known;
    }
    String name = "org/verapdf/pdfa/validation/" + NAMES.get(flavour) + ".xml";
    Element root;
    try (InputStream in = VeraJudge.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no profile for " + flavour);
      }
      root =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(in.readAllBytes()))
              .getDocumentElement();
    }
    Element details = all(root, "details").get(0);
    ValidationProfile profile =
        Profiles.profileFromValues(
            flavour,
            Profiles.profileDetailsFromValues(
                text(details, "name"),
                text(details, "description"),
                details.getAttribute("creator"),
                new Date(0)),
            "",
            rules(root),
            variables(root));
    PROFILES.put(flavour, profile);
    return profile;
  }

  private static Set<Rule> rules(Element root) {
    Set<Rule> rules = new LinkedHashSet<>();
    for (Element rule : all(root, "rule")) {
      Element id = all(rule, "id").get(0);
      Element error = all(rule, "error").get(0);
      List<ErrorArgument> arguments = new ArrayList<>();
      for (Element argument : all(error, "argument")) {
        arguments.add(
            ErrorArgumentImpl.fromValues(
                argument.getTextContent(), optional(argument, "name"), null));
      }
      String deferred = optional(rule, "deferred");
      rules.add(
          Profiles.ruleFromValues(
              Profiles.ruleIdFromValues(
                  PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                  id.getAttribute("clause"),
                  Integer.parseInt(id.getAttribute("testNumber"))),
              rule.getAttribute("object"),
              deferred == null ? null : Boolean.valueOf(deferred),
              rule.getAttribute("tags"),
              text(rule, "description"),
              text(rule, "test"),
              Profiles.errorFromValues(text(error, "message"), arguments),
              new ArrayList<>()));
    }
    return rules;
  }

  private static Set<Variable> variables(Element root) {
    Set<Variable> variables = new LinkedHashSet<>();
    for (Element variable : all(root, "variable")) {
      variables.add(
          Profiles.variableFromValues(
              variable.getAttribute("name"),
              variable.getAttribute("object"),
              text(variable, "defaultValue"),
              text(variable, "value")));
    }
    return variables;
  }

  private static List<Element> all(Element within, String name) {
    NodeList found = within.getElementsByTagNameNS("*", name);
    List<Element> elements = new ArrayList<>();
    for (int n = 0; n < found.getLength(); n++) {
      elements.add((Element) found.item(n));
    }
    return elements;
  }

  private static String text(Element within, String name) {
    List<Element> found = all(within, name);
    for (Element element : found) {
      if (element.getParentNode() == within) {
        return element.getTextContent();
      }
    }
    return "";
  }

  private static String optional(Element element, String name) {
    return element.hasAttribute(name) ? element.getAttribute(name) : null;
  }
}
