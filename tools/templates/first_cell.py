from pathlib import Path

if not Path("utils/PROOF-FILE").exists():  # a lone notebook, as in Colab: take the kit's zip, FROM
    import hashlib, io, urllib.request, zipfile

    try:
        kit = zipfile.ZipFile(next(Path().glob("dinosaur-island-kit*.zip"), None) or FETCHED)
        script = kit.open("dinosaur-island-kit/unpack/ASSIGNMENT-NAME.py").read(99_999)
        known = hashlib.sha256(script).hexdigest() == "SCRIPT-HASH"
        exec(script if known else "raise ValueError('This zip was not made with this notebook')", {"kit": kit})
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        why = f"{error}. Offline? Put dinosaur-island-kit.zip from your course beside the notebook (in Colab: Files)."
        raise ImportError(why) from None
