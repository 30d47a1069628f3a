"""Findings that travel together, and findings of which only one can be true. No Django.

A family is one trouble seen in several ways: a symptom and its sign, weakness and wasting of one part of the body, a
test and what it stands for. Its members are not independent proof. Girdles are one family and hands and feet another
because patients are often described by "proximal" or "distal" alone. Basis: teaching judgement;
reviewed by no clinician.
"""

FAMILIES: dict[str, tuple[str, ...]] = {
    "eyes": ("ptosis", "fatigable_ptosis", "ophthalmoparesis", "diplopia", "ice_pack_test"),
    "face and throat": (
        *("dysphagia", "slurred_speech", "chewing_fatigue", "bulbar_weakness"),
        *("tongue_atrophy", "facial_weakness", "neck_weakness"),
    ),
    "breathing": ("breathlessness", "reduced_vital_capacity"),
    "tiring": ("fatigable_weakness", "worse_evening"),
    "release at the junction": (
        *("better_after_brief_exercise", "reflexes_recover", "cmap_facilitation", "vgcc_ab", "lung_tumour"),
    ),
    "autonomic": ("pupil_abnormal", "dry_mouth", "autonomic_symptoms"),
    "girdles": (
        *("difficulty_stairs", "difficulty_overhead", "frequent_falls", "proximal_arm_weakness"),
        *("proximal_leg_weakness", "waddling_gait", "gowers_sign", "quadriceps_weakness"),
        *("scapular_winging", "beevor_sign", "proximal_atrophy"),
    ),
    "hands and feet": (
        *("difficulty_fine_hand", "distal_arm_weakness", "hand_intrinsic_atrophy", "finger_flexor_weakness"),
        *("extensor_weakness", "distal_leg_weakness", "foot_drop", "distal_leg_atrophy", "pes_cavus"),
    ),
    "upper motor neuron": ("hyperreflexia", "babinski"),
    "sensation": (*("paraesthesia", "distal_sensory_loss", "sensory_ataxia", "dissociated_sensory_loss", "low_snap"),),
    "skin and nerves": ("anaesthetic_patch", "enlarged_nerve"),
    "twitching": ("fasciculations", "tongue_fasciculations", "muscle_cramps"),
    "potassium": ("episodic_attacks", "low_potassium"),
    "skin and lungs": (
        *("dm_rash", "mechanics_hands", "interstitial_lung_disease", "synthetase_ab", "perifascicular_atrophy"),
    ),
    "creatine kinase": ("ck_raised", "ck_very_high", "statin_use", "imnm_ab", "necrotic_fibres"),
    "tests of nerve": ("emg_neurogenic", "fibre_type_grouping"),
    "tests of muscle": ("emg_myopathic", "dystrophic_change", "mri_muscle_fat"),
    "inclusions": ("rimmed_vacuoles", "ragged_red"),
    "dystrophin": ("calf_hypertrophy", "contractures", "cardiac_involvement", "gene_dmd"),
    "myotonia": ("grip_myotonia", "emg_myotonic", "long_thin_face", "gene_dmpk"),
    "transmission": ("rns_decrement", "sfemg_jitter", "pyridostigmine_response"),
    "thymus": ("achr_ab", "thymic_abnormality"),
    "myelin": ("ncs_slow", "conduction_block", "csf_protein", "gm1_ab"),
    "hormones": ("endocrine_features", "abnormal_thyroid_cortisol"),
    "androgen receptor": ("gynaecomastia", "gene_ar_cag"),
}
"""Members of each family. A finding that stands in none is alone."""

ALTERNATIVES: dict[str, tuple[str, str]] = {
    "age": ("onset_childhood", "onset_after_50"),
    "tempo": ("acute_onset", "insidious_onset"),
    "spread": ("ascending_spread", "descending_spread"),
}
"""Pairs of which at most one is true, so that to deny both says something of its own."""

AGE = "age"
CHILDHOOD_ENDS, AFTER = 16, 50
ONSET_FROM = (0, 2, 16, 30, 50, 70)
"""Age in years at which each band of age at the first symptom begins."""


def onset_says(age: float) -> dict[str, bool]:
    """What an age at the first symptom, in years, says of the two findings about it."""
    child, late = ALTERNATIVES[AGE]
    return {child: age < CHILDHOOD_ENDS, late: age >= AFTER}
