"""What a recurrent network is: the same weights at every step, and a state that goes on."""

from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.text.language import N_

LECTURE = Lecture(
    title=N_("What a recurrent network is"),
    scenes=(
        Scene(
            section="network",
            settings={"text": "h"},
            look=N_(
                "One letter goes in, one guess comes out: it has read h and expects e with 97 %. "
                "In between stand four numbers, its state."
            ),
            notes=N_(
                "This network has been trained on the word hello and knows nothing else. Name "
                "the three matrices once: from the letter to the state, from state to state, "
                "from the state to the answer. Then type e and l by hand, or go on."
            ),
        ),
        Scene(
            section="network",
            settings={"text": "hel"},
            look=N_(
                "Three letters, three times the same weights. Only the state differs, and it "
                "goes along to the right. After h, e, l the network expects l."
            ),
            notes=N_(
                "Ask, and let them give their reasons: a table from letter to letter would have "
                "to answer l again. Whoever says o has seen that the state has changed."
            ),
            question=Question(
                text=N_(
                    "It has read h, e, l and expects l. Now it reads the second l. What does it "
                    "expect then?"
                ),
                options=("h", "e", "l", "o"),
                right=3,
            ),
        ),
        Scene(
            section="network",
            settings={"step": "4"},
            look=N_(
                "The same letter l, two answers: l with 98 % after the first, o with 97 % after "
                "the second. Units 3 and 4 have changed their sign, and that is its memory."
            ),
            notes=N_(
                "Step back to 3 and on to 4 with the slider, so that they see the two lower "
                "units turn from orange to purple. Type helll: what does it make of a third l?"
            ),
        ),
        Scene(
            section="network",
            settings={"net": "srn", "text": "1 1"},
            look=N_(
                "By hand: every weight is 1, every bias 0. The inputs 1 and 1 make a state of 2 "
                "in both units, and the two units make an answer of 4."
            ),
            notes=N_("Add it up on the board: 1 + 1 = 2 twice, then 2 + 2 = 4. Then ask."),
            question=Question(
                text=N_("The same input, 1 1, comes once more. What does the network answer now?"),
                kind="number",
                low=0.0,
                high=20.0,
                right=12.0,
            ),
        ),
        Scene(
            section="network",
            settings={"net": "srn"},
            look=N_(
                "The same input 1 1 is answered with 4 and then with 12, because the second time "
                "the old state comes in, too: 1 + 1 + 2 + 2 = 6 in each unit. After 2 2 it is "
                "32."
            ),
            notes=N_(
                "Let someone add up the last step: 2 + 2 + 6 + 6 = 16 in each unit, 32 out. "
                "Then ask about the order."
            ),
            question=Question(
                text=N_("The same three inputs, but 2 2 comes first. How large is the last answer?"),
                options=(
                    N_("smaller than 32"),
                    N_("32 again: the sum is the same"),
                    N_("larger than 32"),
                ),
                right=2,
            ),
        ),
        Scene(
            section="network",
            settings={"net": "srn", "text": "2 2; 1 1; 1 1", "with": "1 1; 1 1; 2 2"},
            look=N_(
                "Above 2 2 comes first and the last answer is 44, below it comes last and it is "
                "32: what comes early is doubled at every step. Order matters."
            ),
            notes=N_(
                "The 2 2 at the start is worth 4, then 8, then 16 in each unit. Keep that "
                "doubling in mind: it comes back when we ask why gradients explode."
            ),
        ),
        Scene(
            section="network",
            settings={"net": "random", "mode": "words", "with": "man bites dog"},
            look=N_(
                "The same three words in two orders. Nobody has trained this network, and yet "
                "its last states differ, by 0.65. A bag of words could not tell them apart."
            ),
            notes=N_(
                "The orange bars are the distance of the two states at each step. In the middle "
                "both read bites, and still the states differ: they remember what came before."
            ),
        ),
        Scene(
            section="network",
            settings={"net": "addition", "text": "1011 + 0111"},
            look=N_(
                "Three units add two numbers bit by bit, lowest bit first: 11 + 7 = 18. The "
                "third unit is the carry: positive through four steps, negative at the last."
            ),
            notes=N_(
                "Unit 1 says that at least one of the three bits is 1, unit 3 at least two, "
                "unit 2 all three: it is positive only at step 2. Nobody has told the network "
                "what a carry is. Type other numbers that the class calls out."
            ),
        ),
        Scene(
            section="network",
            settings={"net": "english-lstm"},
            look=N_(
                "Larger, but no different: 64 units that have read the manual of Python. Inside "
                "a word they are sure, > 99 % for n after functio; after the word they hesitate: "
                "space 71 %, full stop 11 %, s 10 %."
            ),
            notes=N_(
                "Go back to the start of a word: there the guesses are worst. "
                "Ask for other beginnings and type them."
            ),
        ),
    ),
)
